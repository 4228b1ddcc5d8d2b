// Package migrations holds the schema of both databases as steps that are only ever
// added, never edited, and applies them with goose.
//
//	err := migrations.Migrate(ctx, db, migrations.SQLite)
//	version, newest, err := migrations.Version(ctx, db, migrations.SQLite)
//
// A program must run before and after each step, so that nodes can be replaced one by one.
package migrations
