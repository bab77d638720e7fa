package control

import (
	"context"
	"math"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Groups are deliveries counted by what they have in common, the largest group first.
type Groups struct {
	Items      []Group `json:"items"`
	Total      int     `json:"total" doc:"how many groups there are, those left out included"`
	Deliveries int     `json:"deliveries" doc:"how many deliveries are in all groups together"`
}

// Group is the deliveries that have the same values.
type Group struct {
	Group    map[string]string `json:"group" doc:"field -> value; a status is \"0\" when no answer came, an outcome \"\" before the first attempt"`
	Count    int               `json:"count"`
	Share    float64           `json:"share" doc:"of all deliveries that the filter takes, to four digits"`
	Latest   string            `json:"latest" doc:"the delivery made last"`
	LatestAt Time              `json:"latest_at" doc:"when that was made"`
}

// Groups counts the deliveries that a filter takes by fields such as "outcome,status"; limit 0 means as many groups as
// the server gives, which is 1,000.
func (c *Client) Groups(ctx context.Context, filter, by string, limit int) (Groups, error) {
	return call[Groups](ctx, c, http.MethodGet, "/v1/deliveries/groups"+query("filter", filter, "by", by, "limit", number(limit)), nil, nil)
}

func (s *server) registerGroups(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/deliveries/groups", "group-deliveries", "Count deliveries by what they have in common, the largest group first"),
		func(ctx context.Context, in *struct {
			Filter string `query:"filter" maxLength:"65536" doc:"in the filter language"`
			By     string `query:"by" required:"true" maxLength:"255" doc:"any of outcome, status, subscription, provider, type, state, reason and error, joined by commas"`
			Limit  int    `query:"limit" minimum:"0" maximum:"1000" doc:"how many groups; 0 means 1000"`
		}) (*answer[Groups], error) {
			filter, err := relay.ParseFilter(in.Filter)
			if err != nil {
				return nil, problem(err)
			}
			by, err := relay.ParseGroupBy(in.By)
			if err != nil {
				return nil, problem(err)
			}
			grouped, err := s.Engine.Store.GroupDeliveries(ctx, relay.GroupQuery{Filter: filter, By: by, Now: s.Engine.Clock.Now(), Limit: in.Limit})
			return answerOf(groupsOf(by, grouped), err)
		})
}

func groupsOf(by []relay.GroupField, grouped relay.Grouped) Groups {
	shown := Groups{Items: make([]Group, len(grouped.Groups)), Total: grouped.Total, Deliveries: grouped.Deliveries}
	for i, g := range grouped.Groups {
		values := make(map[string]string, len(by))
		for j, field := range by {
			values[string(field)] = g.Values[j]
		}
		shown.Items[i] = Group{
			Group: values, Count: g.Count, Share: shareOf(g.Count, grouped.Deliveries), Latest: g.LatestID, LatestAt: Time{g.LatestAt},
		}
	}
	return shown
}

// shareOf is part/all to four digits.
func shareOf(part, all int) float64 {
	if all == 0 {
		return 0
	}
	return math.Round(float64(part)/float64(all)*1e4) / 1e4
}
