package main

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"strconv"
	"strings"
)

// fromFile fills settings that neither the command line nor the environment gave from the
// file of --config. An unknown name is an error with its line.
func (c *serveCmd) fromFile() error {
	if c.Config == "" {
		return nil
	}
	f, err := os.Open(c.Config)
	if err != nil {
		return fmt.Errorf("open settings: %w", err)
	}
	defer f.Close()
	fields := settings(reflect.ValueOf(c).Elem())
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		name, value, ok := strings.Cut(text, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		field, known := fields[name]
		if !ok || !known || name == "GREENLANE_CONFIG" {
			return usagef("%s line %d: %q is not a setting; see greenlane serve --help", c.Config, n, name)
		}
		if _, set := os.LookupEnv(name); set || !field.atDefault() {
			continue
		}
		if err := field.set(value); err != nil {
			return usagef("%s line %d: %s: %v", c.Config, n, name, err)
		}
	}
	if err := new(slog.Level).UnmarshalText([]byte(c.LogLevel)); err != nil {
		return usagef("%s: GREENLANE_LOG_LEVEL %q is none of debug, info, warn and error", c.Config, c.LogLevel)
	}
	return lines.Err()
}

// setting is one field of a command that has a name in the environment.
type setting struct {
	value    reflect.Value
	standard string
}

func (s setting) atDefault() bool { return fmt.Sprint(s.value.Interface()) == s.standard }

func (s setting) set(text string) error {
	if s.value.Kind() == reflect.Bool {
		b, err := strconv.ParseBool(text)
		s.value.SetBool(b)
		return err
	}
	s.value.SetString(text)
	return nil
}

func settings(v reflect.Value) map[string]setting {
	out := map[string]setting{}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			for k, s := range settings(v.Field(i)) {
				out[k] = s
			}
			continue
		}
		if name := field.Tag.Get("env"); name != "" {
			standard := field.Tag.Get("default")
			if field.Type.Kind() == reflect.Bool && standard == "" {
				standard = "false"
			}
			out[name] = setting{v.Field(i), standard}
		}
	}
	return out
}
