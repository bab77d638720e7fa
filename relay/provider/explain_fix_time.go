package provider

// timed is a mistake in the time that is sent.
func timed(wrong term) fix {
	return func(l *language, r *recipe) lines {
		if r.timeHeader != "" {
			return lines{l.set(r.timeHeader, l.join([]term{wrong})), l.set(r.timeHeader, l.join([]term{of(nowSeconds)}))}
		}
		set := func(time term) string {
			return l.set(r.header, l.join([]term{lit("t="), time, lit(",v1="), of(signatureText)}))
		}
		return lines{set(wrong), set(of(timeValue))}
	}
}

// timeFixes are for the time and the id that go with a signature.
func timeFixes() map[mistakeID]fix {
	now := row{
		`const timestamp = String(Math.floor(Date.now() / 1000)); // for every attempt`, `timestamp = str(int(time.time())) # for every attempt`, `$timestamp = (string) time(); // for every attempt`,
		`timestamp = Time.now.to_i.to_s # for every attempt`, `var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(); // for every attempt`,
		`timestamp := strconv.FormatInt(now.Unix(), 10) // the time of every attempt`,
	}
	return map[mistakeID]fix{
		timestampMissing:      sent(func(*recipe) []term { return []term{lit("v1="), of(signatureText)} }),
		timestampRepeated:     sent(func(r *recipe) []term { return append([]term{lit("t="), of(timeValue), lit(",")}, r.value...) }),
		timestampNoNumber:     timed(of(timeISO)),
		timestampMilliseconds: timed(of(nowMillis)),
		dottedID: func(l *language, r *recipe) lines {
			header := r.idHeader
			if header == "" {
				header = "webhook-id"
			}
			return lines{l.set(header, l.join([]term{lit("evt.42")})), l.set(header, l.join([]term{lit("evt_42")}))}
		},
		staleTimestamp: instead(row{
			`const timestamp = event.createdAt; // of the event, and not of the attempt`, `timestamp = event["created_at"] # of the event, and not of the attempt`,
			`$timestamp = $event['created_at']; // of the event, and not of the attempt`, `timestamp = event.created_at.to_i.to_s # of the event, and not of the attempt`,
			`var timestamp = event.CreatedAt; // of the event, and not of the attempt`, `timestamp := event.CreatedAt // of the event, and not of the attempt`,
		}, now),
		futureTimestamp: instead(row{
			`const timestamp = String(Math.floor(Date.now() / 1000) + 3600); // local time taken for UTC`, `timestamp = str(calendar.timegm(time.localtime())) # local time taken for UTC`,
			`$timestamp = strtotime(date('Y-m-d H:i:s') . ' UTC'); // local time taken for UTC`, `timestamp = (Time.now.to_i + Time.now.utc_offset).to_s # local time taken for UTC`,
			`var timestamp = ((DateTime.Now - DateTime.UnixEpoch).Ticks / 10_000_000).ToString(); // local time taken for UTC`,
			`_, offset := now.Zone(); timestamp := strconv.FormatInt(now.Unix()+int64(offset), 10) // local time taken for UTC`,
		}, now),
	}
}
