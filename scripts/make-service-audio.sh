#!/bin/sh
# Makes the recordings that the provider's services play: Opus frames of 20 ms in Ogg, and the same as mu-law.
# Needs espeak-ng, sox and opusenc (Debian: espeak-ng, sox, opus-tools).
set -eu
out="$(dirname "$0")/../src-server/services/audio"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# encode NAME KIND: KIND is speech or music.
encode() {
  opusenc --quiet "--$2" --bitrate 24 --framesize 20 --discard-comments "$work/$1.wav" "$out/$1.opus"
  sox "$work/$1.wav" -r 8000 -c 1 -t ul "$out/$1.ulaw"
}

espeak-ng -v en-us -s 150 -w "$work/spoken.wav" \
  "Hello. This is the announcement of your provider. Your phone works: you can hear me. Goodbye."
sox "$work/spoken.wav" -r 48000 -c 1 -b 16 "$work/announcement.wav" norm -6 pad 0.2 0.2
encode announcement speech

sox -n -r 48000 -c 1 -b 16 "$work/tone.wav" synth 0.9 sine 440 vol 0.3 fade t 0.02 0.9 0.02
encode tone speech

# A broken chord of four soft notes for each line, in Hz, a note each half second; every note fades as it rings, and the
# whole fades at both ends, so that it loops without a click.
number=0
while read -r notes; do
  for note in $notes; do
    sox -n -r 48000 -c 1 -b 24 "$work/note-$(printf %02d "$number").wav" \
      synth 1.8 sine "$note" synth 1.8 sine mix "$((note * 2))" fade l 0.03 1.8 1.7 pad "$((number / 2)).$((number % 2 * 5))"
    number=$((number + 1))
  done
done <<'CHORDS'
262 330 392 494
220 262 330 392
175 220 262 330
196 247 294 349
CHORDS
sox -m "$work"/note-*.wav -b 16 "$work/music.wav" trim 0 8 fade t 0.1 8 0.5 norm -9
encode music music
