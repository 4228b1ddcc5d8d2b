package ledger

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"greenlane/item/money"
)

var at = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func balance(postings []Posting) map[Account]int64 {
	m := map[Account]int64{}
	for _, p := range postings {
		m[p.Debit] += p.Minor
		m[p.Credit] -= p.Minor
	}
	return m
}

// Charges, their reversal and payments always balance, and a reversal leaves nothing.
func TestPostingsBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var charges []Charge
		total := int64(0)
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			minor := rapid.Int64Range(0, 1e9).Draw(t, "minor")
			total += minor
			charges = append(charges, Charge{rapid.SampledFrom([]string{"duty", "vat", "fee"}).Draw(t, "type"), money.New(money.FromMinor(minor, 2), "USD")})
		}
		booked, ok := Charges("X", "2026-11", "KH", at, charges, 2)
		if !ok {
			t.Fatal("whole cents were refused")
		}
		b := balance(booked)
		if b[Receivable("KH")] != total {
			t.Fatalf("receivable %d, want %d", b[Receivable("KH")], total)
		}
		for account, n := range balance(append(booked, Reverse(booked, at)...)) {
			if n != 0 {
				t.Fatalf("%s keeps %d after the reversal", account, n)
			}
		}
	})
}

func TestHalfCentsAreRefused(t *testing.T) {
	if _, ok := Charges("X", "", "KH", at, []Charge{{"duty", money.New(money.MustParse("0.005"), "USD")}}, 2); ok {
		t.Error("half a cent was booked")
	}
	if _, ok := Paid("X", "", "KH", at, money.New(money.MustParse("-1"), "USD"), 2); ok {
		t.Error("a negative payment was booked")
	}
	if p, ok := Charges("X", "", "KH", at, []Charge{{"duty", money.Amount{Currency: "USD"}}}, 2); len(p) != 0 || !ok {
		t.Error("an unknown charge books nothing")
	}
}
