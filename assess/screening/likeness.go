package screening

// jaroWinkler is the likeness of two words, 0 to 1 (Winkler 1990: up to four letters of
// common beginning add a tenth of the rest each). Words are at most maxToken letters.
func jaroWinkler(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	reach := max(max(len(a), len(b))/2-1, 0)
	var usedA, usedB [maxToken]bool
	same := 0
	for i, r := range a {
		for j := max(0, i-reach); j < min(len(b), i+reach+1); j++ {
			if !usedB[j] && b[j] == r {
				usedA[i], usedB[j] = true, true
				same++
				break
			}
		}
	}
	if same == 0 {
		return 0
	}
	swapped, j := 0, 0
	for i := range a {
		if !usedA[i] {
			continue
		}
		for !usedB[j] {
			j++
		}
		if a[i] != b[j] {
			swapped++
		}
		j++
	}
	m := float64(same)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(swapped/2))/m) / 3
	begin := 0
	for begin < min(len(a), len(b), 4) && a[begin] == b[begin] {
		begin++
	}
	return jaro + float64(begin)*0.1*(1-jaro)
}

// oneEdit says that one letter added, lost, changed or swapped with its neighbour turns
// one word into the other.
func oneEdit(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return equal(a[i:], b[i+1:])
	}
	if i == len(a) {
		return true
	}
	return equal(a[i+1:], b[i+1:]) || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && equal(a[i+2:], b[i+2:])
}

func equal(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// likeness of two words: Jaro-Winkler, but never below a floor for words one edit apart,
// and nought where the words are too unlike to count at all.
func likeness(a, b []rune) float64 {
	if equal(a, b) {
		return 1
	}
	s := jaroWinkler(a, b)
	if min(len(a), len(b)) > 1 && oneEdit(a, b) {
		if max(len(a), len(b)) >= 4 {
			return max(s, 0.82)
		}
		return max(s, 0.75)
	}
	if s < 0.87 {
		return 0
	}
	return s
}
