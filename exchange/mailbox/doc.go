// Package mailbox works through a folder into which a partner drops files, by SFTP, by a
// mounted share or by hand:
//
//	in/      files to be taken; names ending in .part or .tmp, and hidden ones, are left alone
//	work/    the file being worked on
//	done/    files that were taken, byte for byte as received
//	failed/  files that cannot be taken, each with a NAME.reason.txt
//	out/     the replies
//
// Use:
//
//	box, err := mailbox.Open("/var/lib/greenlane/partners/freedonia", handler)
//	...
//	report, err := box.Poll(ctx, time.Now())
//
// Nothing received is lost or overwritten: files are moved by renaming, replies appear
// whole or not at all, and after a crash the files in work/ are handled again. So the
// handler must be idempotent: the same file twice, under one name or two, has one effect.
// One process at a time may poll a mailbox.
package mailbox
