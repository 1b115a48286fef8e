package tsslbp

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// memories returns what the hooks keep, by name.
func memories(hooks []Hook) (map[string]any, error) {
	m := map[string]any{}
	for _, h := range hooks {
		k, ok := h.(Keeper)
		if !ok {
			continue
		}
		name, mem := k.Memory()
		if _, twice := m[name]; twice {
			return nil, fmt.Errorf("tsslbp: two hooks keep their memory as %q", name)
		}
		m[name] = mem
	}
	return m, nil
}

// keep writes down what the hooks remember.
func (t *Trainer) keep() (map[string]json.RawMessage, error) {
	mems, err := memories(t.Hooks)
	if err != nil {
		return nil, err
	}
	kept := map[string]json.RawMessage{}
	for name, m := range mems {
		if kept[name], err = json.Marshal(m); err != nil {
			return nil, fmt.Errorf("tsslbp: memory of hook %s: %w", name, err)
		}
	}
	return kept, nil
}

// remember gives the hooks back what they kept, to all or to none. A hook that
// kept nothing starts afresh.
func (t *Trainer) remember(kept map[string]json.RawMessage) error {
	mems, err := memories(t.Hooks)
	if err != nil {
		return err
	}
	for name := range kept {
		if mems[name] == nil {
			return fmt.Errorf("tsslbp: the state has the memory of a hook %q, which this trainer does not have", name)
		}
	}
	before, err := t.keep()
	if err != nil {
		return err
	}
	for name, b := range kept {
		if err := recall(b, mems[name]); err != nil {
			for name, b := range before {
				_ = recall(b, mems[name]) // what was there has just been written
			}
			return fmt.Errorf("tsslbp: memory of hook %s: %w", name, err)
		}
	}
	return nil
}

// recall reads a memory, of which nothing else stays, unless it reads itself.
func recall(b []byte, memory any) error {
	if _, own := memory.(json.Unmarshaler); !own {
		if v := reflect.ValueOf(memory); v.Kind() == reflect.Pointer && !v.IsNil() {
			forget(v.Elem())
		}
	}
	return json.Unmarshal(b, memory)
}

// forget zeroes what encoding/json writes of a value.
func forget(v reflect.Value) {
	if v.Kind() != reflect.Struct {
		v.SetZero()
		return
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if v.Field(i).CanSet() && f.Tag.Get("json") != "-" {
			forget(v.Field(i))
		}
	}
}

// again prepares the trainer to run after a run that ended early: hooks that
// had seen the end of an epoch which others had not will see it again.
func (t *Trainer) again() error {
	t.seeing = false
	if t.kept == nil {
		return nil
	}
	err := t.remember(t.kept)
	t.kept = nil
	return err
}
