// Package saves tells when files were saved. An editor writes, renames and writes again for one save, so it waits until a burst
// of events is over; and it watches folders and not files, since a save may put another file in the place of the old one.
//
// It knows nothing of what the files say. It imports relay for the clock.
package saves
