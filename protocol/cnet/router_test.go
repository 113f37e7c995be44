package cnet

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRouter(t *testing.T) {
	var r Router[string]
	for _, route := range []string{"GET /path", "GET /path/a", "POST path/a/", "DELETE /x//y", "GET Path"} {
		method, path, _ := strings.Cut(route, " ")
		r.Set(method, path, route)
	}
	tests := []struct{ request, handler, prefix, args string }{
		{"GET /path", "GET /path", "/path", ""},
		{"GET path/", "GET /path", "/path", ""},
		{"GET //path//b", "GET /path", "/path", "b"},
		{"GET /path/a/b/c", "GET /path/a", "/path/a", "b c"},
		{"GET /path/ab", "GET /path", "/path", "ab"},
		{"GET /Path", "GET Path", "/Path", ""},
		{"POST /path/a/b", "POST path/a/", "/path/a", "b"},
		{"DELETE /x/y", "DELETE /x//y", "/x/y", ""},
		{"POST /path", "", "", "GET"},
		{"DELETE /path/a/b", "", "", "GET POST"},
		{"PUT /path/q", "", "", "GET"},
		{"get /path", "", "", "GET"},
		{"GET /pathology", "", "", ""},
		{"DELETE /x", "", "", ""},
		{"GET /", "", "", ""},
		{"GET ", "", "", ""},
	}
	for _, test := range tests {
		method, path, _ := strings.Cut(test.request, " ")
		found, err := r.Find(method, path)
		if test.handler == "" {
			var e *RouteError
			require.ErrorAs(t, err, &e, test.request)
			assert.Equal(t, test.args, strings.Join(e.Allowed, " "), test.request)
			continue
		}
		require.NoError(t, err, test.request)
		assert.Equal(t, test.handler, found.Handler, test.request)
		assert.Equal(t, test.prefix, found.Prefix, test.request)
		assert.Equal(t, test.args, strings.Join(found.Args, " "), test.request)
	}
	r.Set("GET", "/", "root")
	found, err := r.Find("GET", "/some/where")
	require.NoError(t, err)
	assert.Equal(t, Route[string]{"root", "/", []string{"some", "where"}}, found)

	r.Remove("GET", "/path")
	r.Remove("GET", "/not/there")
	found, _ = r.Find("GET", "/path/b")
	assert.Equal(t, "root", found.Handler)
}

// TestRouterFindsTheLongestPrefix: as a search of all prefixes does.
func TestRouterFindsTheLongestPrefix(t *testing.T) {
	segment := rapid.SampledFrom([]string{"a", "b", "ab", ""})
	path := rapid.Map(rapid.SliceOfN(segment, 0, 4), func(s []string) string { return strings.Join(s, "/") })
	rapid.Check(t, func(t *rapid.T) {
		var r Router[string]
		routes := map[string]bool{}
		for _, p := range rapid.SliceOf(path).Draw(t, "routes") {
			r.Set("GET", p, CleanPath(p))
			routes[CleanPath(p)] = true
		}
		p := path.Draw(t, "path")
		want, best := "", -1
		for have := range routes {
			whole := strings.TrimSuffix(CleanPath(p), "/") + "/"
			if strings.HasPrefix(whole, strings.TrimSuffix(have, "/")+"/") && len(have) > best {
				want, best = have, len(have)
			}
		}
		found, err := r.Find("GET", p)
		if best < 0 {
			assert.Error(t, err)
			return
		}
		require.NoError(t, err)
		assert.Equal(t, want, found.Handler)
		assert.Equal(t, CleanPath(p), CleanPath(found.Prefix+"/"+strings.Join(found.Args, "/")))
	})
}
