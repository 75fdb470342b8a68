-- title: Room that retention has made can be given back, a little at a time
pragma auto_vacuum = incremental
