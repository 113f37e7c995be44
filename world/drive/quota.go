package drive

// quota is the space of a drive and how much of it is taken, in bytes. The root
// directory is free.
type quota struct {
	capacity int64 // negative: Unlimited
	used     int64
}

// take takes n bytes, if there are as many.
func (q *quota) take(n int64) bool {
	if q.capacity >= 0 && n > q.capacity-q.used {
		return false
	}
	q.used += n
	return true
}

func (q *quota) give(n int64) { q.used -= n }

// grow takes what a file of size bytes needs in addition when n bytes are
// written at offset, and returns where they end.
func (q *quota) grow(size, offset int64, n int) (end int64, ok bool) {
	end = offset + int64(n)
	if offset < 0 || end < offset || end > max(MaxFileSize, q.capacity) {
		return 0, false
	}
	if more := cost(end) - cost(size); more > 0 && !q.take(more) {
		return 0, false
	}
	return end, true
}

func (q *quota) free() int64 {
	if q.capacity < 0 {
		return Unlimited
	}
	return min(max(q.capacity-q.used, 0), q.capacity)
}
