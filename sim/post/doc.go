// Package post stands in for the posts of origin: it drops the mail of a simulated world
// into a mailbox folder, in several formats and at a steady rate, with the faults that
// files have in practice, and answers when customs asks for a better declaration.
//
//	p, err := post.New(post.Options{World: w, Dir: dir, Rate: 5, Clock: time.Now})
//	err = p.Run(ctx)        // by the clock
//	sent, err := p.Step(now) // or step by step, always the same for the same seed and times
//
// Files appear under Dir/in by renaming, so that a reader never sees half a file that was
// not meant to be half. Replies are read from Dir/out and left there, or given to [Post.Hear].
package post
