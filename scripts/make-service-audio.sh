#!/bin/sh
# Makes the recordings that the provider's services play: Opus frames of 20 ms in Ogg, and the same as mu-law.
# Needs espeak-ng, sox and opusenc (Debian: espeak-ng, sox, opus-tools).
set -eu
out="$(dirname "$0")/../src-server/services/audio"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

espeak-ng -v en-us -s 150 -w "$work/spoken.wav" \
  "Hello. This is the announcement of your provider. Your phone works: you can hear me. Goodbye."
sox "$work/spoken.wav" -r 48000 -c 1 -b 16 "$work/announcement.wav" norm -6 pad 0.2 0.2
sox -n -r 48000 -c 1 -b 16 "$work/tone.wav" synth 0.9 sine 440 vol 0.3 fade t 0.02 0.9 0.02

for name in announcement tone; do
  opusenc --quiet --speech --bitrate 24 --framesize 20 --discard-comments "$work/$name.wav" "$out/$name.opus"
  sox "$work/$name.wav" -r 8000 -c 1 -t ul "$out/$name.ulaw"
done
