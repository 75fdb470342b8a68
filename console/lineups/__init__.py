"""Line-ups: the running order of a night, who has answered, what it costs and what it brings."""
