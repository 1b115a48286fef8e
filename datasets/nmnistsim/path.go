package nmnistsim

// knot is where the top left corner of the 28×28 picture is at a time.
type knot struct {
	ms, x, y float64 // x, y in sensor pixels
}

// path is the movement of the picture over the sensor, the mean of 100 real
// recordings, found by correlating their events with the gradient of the
// MNIST pictures: 5 px down, then right and up again, then left. It is the
// triangle the camera was told to make, smaller and with the tilt axis ahead
// of the pan axis. Between knots the motion is uniform.
var path = [...]knot{
	{0, 0.40, 0.50}, {12, 0.40, 0.70}, {22, 0.40, 1.10}, {27, 0.40, 1.40},
	{32, 0.40, 1.90}, {37, 0.42, 2.40}, {42, 0.44, 2.98}, {47, 0.46, 3.55},
	{52, 0.50, 4.10}, {57, 0.63, 4.75}, {62, 0.95, 5.15}, {67, 1.25, 5.50},
	{72, 1.53, 5.63}, {80, 1.68, 5.68}, {97, 1.81, 5.68}, {107, 2.00, 5.68},
	{112, 2.19, 5.70}, {117, 2.40, 5.67}, {122, 2.61, 5.64}, {127, 2.91, 5.51},
	{132, 3.21, 5.30}, {137, 3.50, 4.88}, {142, 3.80, 4.36}, {147, 4.15, 3.80},
	{152, 4.36, 3.15}, {157, 4.47, 2.55}, {162, 4.52, 2.00}, {167, 4.58, 1.58},
	{172, 4.72, 1.20}, {177, 4.92, 0.98}, {182, 5.02, 0.85}, {192, 5.10, 0.85},
	{200, 5.25, 0.85}, {225, 5.25, 0.80}, {232, 5.20, 0.75}, {237, 5.00, 0.60},
	{242, 4.75, 0.55}, {247, 4.20, 0.56}, {252, 3.80, 0.57}, {257, 3.20, 0.60},
	{262, 2.75, 0.58}, {267, 2.20, 0.58}, {272, 1.90, 0.52}, {277, 1.48, 0.47},
	{282, 1.15, 0.47}, {287, 0.95, 0.40}, {292, 0.80, 0.40}, {297, 0.65, 0.40},
	{310, 0.60, 0.40},
}

// position returns where the corner is at ms; it rests before the first and
// after the last knot.
func position(ms float64) (x, y float64) {
	last := path[len(path)-1]
	if ms >= last.ms {
		return last.x, last.y
	}
	if ms <= path[0].ms {
		return path[0].x, path[0].y
	}
	i := 1
	for path[i].ms < ms {
		i++
	}
	a, b := path[i-1], path[i]
	u := (ms - a.ms) / (b.ms - a.ms)
	return a.x + float64(u*(b.x-a.x)), a.y + float64(u*(b.y-a.y))
}
