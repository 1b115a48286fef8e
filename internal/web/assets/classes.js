// What the classes of a set are called.

// className returns a class's name, or its label where it has no other.
export const className = (set, label) => set?.names?.[label] ?? String(label);

// numbered puts the label before the name.
export const numbered = (set, label) => (set?.names?.[label] === undefined ? String(label) : `${label}: ${set.names[label]}`);
