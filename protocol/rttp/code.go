package rttp

// Codes of replies.
const (
	SwitchingProtocols  = 101
	Okay                = 200
	NoContent           = 204
	MovedPermanently    = 301
	Moved               = 302 // MovedTemporarily, as the documentation numbers it
	SeeOther            = 303
	MovedTemporarily    = 307
	BadRequest          = 400
	Unauthorized        = 401
	Forbidden           = 403
	NotFound            = 404
	MethodNotAllowed    = 405
	ImATeapot           = 418
	FailedDependency    = 424
	UpgradeRequired     = 426
	InternalServerError = 500
	NotImplemented      = 501
	ServiceUnavailable  = 503
)

// codes are all codes: the key in the table responseCodes, and the name.
var codes = []struct {
	key  string
	code int
	name string
}{
	{"switchingProtocols", SwitchingProtocols, "Switching Protocols"},
	{"okay", Okay, "Okay"},
	{"noContent", NoContent, "No Content"},
	{"movedPermanently", MovedPermanently, "Moved Permanently"},
	{"", Moved, "Moved Temporarily"},
	{"seeOther", SeeOther, "See Other"},
	{"movedTemporarily", MovedTemporarily, "Moved Temporarily"},
	{"badRequest", BadRequest, "Bad Request"},
	{"unauthorized", Unauthorized, "Unauthorized"},
	{"forbidden", Forbidden, "Forbidden"},
	{"notFound", NotFound, "Not Found"},
	{"methodNotAllowed", MethodNotAllowed, "Method Not Allowed"},
	{"imATeapot", ImATeapot, "I'm a teapot"},
	{"failedDependency", FailedDependency, "Failed Dependency"},
	{"upgradeRequired", UpgradeRequired, "Upgrade Required"},
	{"internalServerError", InternalServerError, "Internal Server Error"},
	{"notImplemented", NotImplemented, "Not Implemented"},
	{"serviceUnavailable", ServiceUnavailable, "Service Unavailable"},
}

// CodeName is the name of a code, "Unknown" if it has none.
func CodeName(code int) string {
	for _, c := range codes {
		if c.code == code {
			return c.name
		}
	}
	return "Unknown"
}

// EachCode calls f with every key of the table responseCodes and its code.
func EachCode(f func(key string, code int)) {
	for _, c := range codes {
		if c.key != "" {
			f(c.key, c.code)
		}
	}
}

// IsRedirect tells whether a code sends a client elsewhere.
func IsRedirect(code int) bool {
	switch code {
	case MovedPermanently, Moved, SeeOther, MovedTemporarily:
		return true
	}
	return false
}
