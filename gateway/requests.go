package gateway

import (
	"context"
	"errors"
	"sync"
	"time"

	"ccnet/protocol/conns"
	"ccnet/protocol/ctrp"
	"ccnet/world"
)

// maxRequests is how many requests the world may be busy with at once, and maxWaiting how
// many may wait for that. Both are shared out among addresses.
const (
	maxRequests = 64
	maxWaiting  = 256
)

// placeTime is when a request gives its place back at the latest. The world is done
// sooner with all that it hears of; but a program that floods the queue of the gateway's
// computer has it lose requests.
const placeTime = 2 * time.Minute

var (
	errBusy = errors.New("too many requests are under way")
	errFast = errors.New("there are too many requests from your address; try again in a moment")
)

// requests are what the world has been asked and is busy with. A request takes its place
// until nothing of it is left in the world, whether or not somebody still waits for the
// answer.
type requests struct {
	mu     sync.Mutex
	nextID int
	places conns.Shares[conns.Peer]
	open   map[int]*openRequest
	freed  chan struct{} // closed when a place is given back; nil if nobody waits for one

	waiting conns.Shares[conns.Peer]
}

type openRequest struct {
	peer   conns.Peer
	answer chan answer // holds one
	timer  *time.Timer // ends it
}

// begin takes a place for a request of a peer, and waits for one if the peer has its share.
// It fails with errBusy if too many wait already, or when the context ends.
func (r *requests) begin(ctx context.Context, p conns.Peer) (id int, answered <-chan answer, err error) {
	id, answered, freed := r.tryBegin(p)
	if freed == nil {
		return id, answered, nil
	}
	if r.waiting.Take(p, 1, conns.Limit{All: maxWaiting}.For(p)) != conns.Granted {
		return 0, nil, errBusy
	}
	defer r.waiting.Give(p, 1)
	for freed != nil {
		select {
		case <-freed:
		case <-ctx.Done():
			return 0, nil, errBusy
		}
		id, answered, freed = r.tryBegin(p)
	}
	return id, answered, nil
}

// tryBegin takes a place, or returns what is closed when one has been given back.
func (r *requests) tryBegin(p conns.Peer) (id int, answered <-chan answer, freed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.places.Take(p, 1, conns.Limit{All: maxRequests}.For(p)) != conns.Granted {
		if r.freed == nil {
			r.freed = make(chan struct{})
		}
		return 0, nil, r.freed
	}
	if r.open == nil {
		r.open = make(map[int]*openRequest)
	}
	r.nextID++
	id = r.nextID
	ch := make(chan answer, 1)
	r.open[id] = &openRequest{p, ch, time.AfterFunc(placeTime, func() { r.ended(id) })}
	return id, ch, nil
}

// answered hands the answer over to who waits for it, the first one if there are several.
func (r *requests) answered(id int, a answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if req := r.open[id]; req != nil {
		select {
		case req.answer <- a:
		default:
		}
	}
}

// ended gives a request's place back.
func (r *requests) ended(id int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if req := r.open[id]; req != nil {
		req.timer.Stop()
		delete(r.open, id)
		r.places.Give(req.peer, 1)
		if r.freed != nil {
			close(r.freed)
			r.freed = nil
		}
	}
}

// endAll ends all requests.
func (r *requests) endAll(a answer) {
	r.mu.Lock()
	ids := make([]int, 0, len(r.open))
	for id := range r.open {
		ids = append(ids, id)
	}
	r.mu.Unlock()
	for _, id := range ids { // in whichever order
		r.answered(id, a)
		r.ended(id)
	}
}

// peerIn is the peer whose request a handler answers.
func peerIn(ctx context.Context) conns.Peer { return conns.PeerOf(ctrp.Peer(ctx)) }

// ask has the resident do something and waits for its answer.
func (g *Gateway) ask(ctx context.Context, event func(id int) world.QueueEvent) (answer, error) {
	if _, err := g.living(ctx); err != nil {
		return answer{}, err
	}
	peer := peerIn(ctx)
	if !g.acts.take(peer, "") {
		return answer{}, errFast
	}
	id, answered, err := g.requests.begin(ctx, peer)
	if err != nil {
		return answer{}, err
	}
	g.do(event(id))
	select {
	case a := <-answered:
		return a, nil
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
}

// look looks at the world while it stands still, and makes a response of what there is
// to see. Addresses take turns, for the world has to wait meanwhile.
func (g *Gateway) look(ctx context.Context, see func(*world.World) ctrp.Response) ctrp.Response {
	w, err := g.living(ctx)
	if err == nil && !g.looks.take(peerIn(ctx), "") {
		err = errFast
	}
	if err == nil {
		err = g.lookers.Take(ctx, peerIn(ctx))
	}
	if err != nil {
		return unanswered(err)
	}
	defer g.lookers.Give()
	return see(w)
}

// search is a search for servers that is under way.
type search struct {
	done  chan struct{} // closed when it is
	found answer
	err   error
}

// discover finds the servers of the world. Who asks while a search is under way gets what
// that finds: a search is hundreds of frames.
func (g *Gateway) discover(ctx context.Context) (answer, error) {
	for {
		g.mu.Lock()
		s, mine := g.search, false
		if s == nil {
			s, mine = &search{done: make(chan struct{})}, true
			g.search = s
		}
		g.mu.Unlock()
		if mine {
			s.found, s.err = g.ask(ctx, discoverEvent)
			g.mu.Lock()
			g.search = nil
			g.mu.Unlock()
			close(s.done)
			return s.found, s.err
		}
		if !g.looks.take(peerIn(ctx), "") {
			return answer{}, errFast
		}
		select {
		case <-s.done:
		case <-ctx.Done():
			return answer{}, ctx.Err()
		}
		if s.err == nil {
			return s.found, nil
		}
		// Whoever began it may ask no more; somebody else may.
	}
}
