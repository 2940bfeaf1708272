/// <reference types="node" />
import { describe, expect, it } from 'vitest';
import type { AudioPort } from '../../../src-bridge/audio-port.ts';
import { PhoneError } from '../../../src-bridge/phone-error.ts';
import type { CallAppearance, PhoneState } from '../../../src-bridge/phone-state.ts';
import { CallSound } from '../../../src-renderer/call-sound.ts';
import { FakeAudioDesk } from '../../support/fake-audio-desk.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { endedFor, sampleCall, samplePhone } from '../../support/sample-states.ts';

const plan = { codec: 'opus', sampleRate: 48_000, frameMs: 20 } as const;
const ringing = (changes: Partial<CallAppearance> = {}): CallAppearance =>
  sampleCall({ kind: 'ringing', isSilenced: false }, { id: 'r', ...changes });
const active = (changes: Partial<CallAppearance> = {}): CallAppearance => sampleCall({ kind: 'active' }, changes);
const alerting = (changes: Partial<CallAppearance> = {}): CallAppearance =>
  sampleCall({ kind: 'calling', isAlerting: true }, changes);

function setUp() {
  const clock = new FakeClock();
  const desk = new FakeAudioDesk();
  const ports: { readonly callId: string; isClosed: boolean }[] = [];
  let refusal: PhoneError | undefined;
  let changes = 0;
  const openAudio = async (callId: string): Promise<AudioPort> => {
    if (refusal !== undefined) throw refusal;
    const opened = { callId, isClosed: false };
    ports.push(opened);
    return { send: () => undefined, onPacket: () => () => undefined, close: () => (opened.isClosed = true) };
  };
  const sound = new CallSound({
    desk,
    openAudio,
    after: (delayMs, task) => clock.after(delayMs, task),
    onChange: () => (changes += 1),
  });
  const follow = async (...calls: CallAppearance[]): Promise<void> => {
    sound.follow(samplePhone({ calls }));
    await settle();
  };
  return {
    clock,
    desk,
    ports,
    sound,
    follow,
    followState: (state: PhoneState) => sound.follow(state),
    refuse: (error: PhoneError | undefined) => (refusal = error),
    changes: () => changes,
  };
}

describe('the voices of a call', () => {
  it('open with the audio plan and close when it goes', async () => {
    const { desk, ports, sound, follow } = setUp();
    await follow(active());
    expect(ports).toEqual([{ callId: 'c1', isClosed: false }]);
    expect(sound.audioOf('c1')).toBe(desk.calls[0]);
    await follow(sampleCall(endedFor({ kind: 'ended', by: 'them' })));
    expect(desk.calls[0]?.isClosed).toBe(true);
    expect(sound.audioOf('c1')).toBeUndefined();
  });

  it('open in the middle of a call, muted when the call is, without any tone', async () => {
    const { desk, follow } = setUp();
    await follow(active({ isMuted: true }));
    expect(desk.calls[0]?.isMuted).toBe(true);
    expect(desk.sounds).toEqual([]);
  });

  it('stay open while nothing of the plan changes, and follow the mute button', async () => {
    const { desk, ports, follow } = setUp();
    await follow(active());
    await follow(active({ isMuted: true, audio: { ...plan } }));
    expect(ports).toHaveLength(1);
    expect(desk.calls[0]?.isMuted).toBe(true);
    await follow(active());
    expect(desk.calls[0]?.isMuted).toBe(false);
  });

  it('open anew when the directive changes', async () => {
    const { desk, ports, follow } = setUp();
    await follow(active());
    await follow(active({ audio: { ...plan, codec: 'PCMU', sampleRate: 8000 } }));
    expect(desk.calls.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(ports).toHaveLength(2);
  });

  it('close a port that came after its call had gone', async () => {
    const { desk, ports, followState } = setUp();
    followState(samplePhone({ calls: [active()] }));
    followState(samplePhone());
    await settle();
    expect(ports).toEqual([{ callId: 'c1', isClosed: true }]);
    expect(desk.calls).toEqual([]);
  });

  it('try again with the next snapshot when the phone had no audio to give', async () => {
    const { desk, refuse, follow } = setUp();
    refuse(new PhoneError('no-such-call'));
    await follow(active());
    expect(desk.calls).toEqual([]);
    refuse(undefined);
    await follow(active());
    expect(desk.calls).toHaveLength(1);
  });

  it('tell when they open and when the first frame is heard', async () => {
    const { desk, follow, changes } = setUp();
    await follow(active());
    expect(changes()).toBe(1);
    desk.calls[0]?.hearFirstFrame();
    desk.calls[0]?.hearFirstFrame();
    expect(changes()).toBe(2);
  });
});

describe('the ring', () => {
  it('sounds while a call rings, and stops when it is answered, silenced or gone', async () => {
    for (const next of [[active({ id: 'r' })], [ringing({ state: { kind: 'ringing', isSilenced: true } })], []]) {
      const { desk, follow } = setUp();
      await follow(ringing());
      await follow(ringing());
      expect(desk.sounds).toEqual(['ringing']);
      await follow(...next);
      expect(desk.sounds).toEqual([]);
    }
  });

  it('is one soft tone over a conversation, and starts aloud when that ends first', async () => {
    const { desk, clock, follow } = setUp();
    await follow(ringing(), active());
    expect(desk.sounds).toEqual(['ringback']);
    await clock.advance(5000);
    expect(desk.sounds).toEqual([]);
    await follow(ringing());
    expect(desk.sounds).toEqual(['ringing']);
  });

  it('keeps quiet while the person does not want to be disturbed', () => {
    const { desk, followState } = setUp();
    const state = samplePhone({ calls: [ringing()] });
    followState({ ...state, settings: { ...state.settings, doNotDisturb: true } });
    expect(desk.sounds).toEqual([]);
    followState(state);
    expect(desk.sounds).toEqual(['ringing']);
  });
});

describe('the tones of a call', () => {
  it('are ring-back while the far phone rings, until it answers', async () => {
    const { desk, follow } = setUp();
    await follow(sampleCall({ kind: 'calling', isAlerting: false }));
    expect(desk.sounds).toEqual([]);
    await follow(alerting());
    await follow(alerting());
    expect(desk.sounds).toEqual(['ringback']);
    await follow(active());
    expect(desk.sounds).toEqual([]);
  });

  it('give way to early media with its first frame', async () => {
    const { desk, follow } = setUp();
    await follow(alerting({ audio: plan }));
    expect(desk.sounds).toEqual(['ringback']);
    desk.calls[0]?.hearFirstFrame();
    expect(desk.sounds).toEqual([]);
    await follow(alerting({ audio: plan }));
    expect(desk.sounds).toEqual([]);
  });

  it('mark the end that the other side or the network made, and stop by themselves', async () => {
    const { desk, clock, follow } = setUp();
    await follow(active());
    await follow(sampleCall(endedFor({ kind: 'dropped' })));
    expect(desk.sounds).toEqual(['ended']);
    await clock.advance(10_000);
    expect(desk.sounds).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('are the busy tone when the far side does not want to talk', async () => {
    for (const reason of [{ kind: 'busy' }, { kind: 'declined', by: 'them' }] as const) {
      const { desk, follow } = setUp();
      await follow(alerting());
      await follow(sampleCall(endedFor(reason)));
      expect(desk.sounds).toEqual(['busy']);
    }
  });

  it('keep quiet about what the person did, what another device did, and what was already over', async () => {
    const own = [
      { kind: 'ended', by: 'us' },
      { kind: 'cancelled' },
      { kind: 'answered-elsewhere', device: { id: 'x', name: 'Desk' } },
    ] as const;
    for (const reason of own) {
      const { desk, follow } = setUp();
      await follow(alerting());
      await follow(sampleCall(endedFor(reason)));
      expect(desk.sounds).toEqual([]);
    }
    const { desk, follow } = setUp();
    await follow(sampleCall(endedFor({ kind: 'dropped' })));
    await follow(sampleCall(endedFor({ kind: 'dropped' })));
    await follow(ringing());
    await follow(ringing({ state: endedFor({ kind: 'missed' }) }));
    expect(desk.sounds).toEqual([]);
  });
});

describe('a call that another device put here', () => {
  const asked = { askedBy: { id: 'laptop', name: 'Laptop' } };

  it('tells by a short tone, once, that the microphone is live', async () => {
    const { desk, clock, follow } = setUp();
    await follow(active(asked));
    expect(desk.sounds).toEqual(['live']);
    await follow(active({ ...asked, isMuted: true }));
    expect(desk.sounds).toEqual(['live']);
    await clock.advance(300);
    expect(desk.sounds).toEqual([]);
  });

  it('makes no sound where the person took it', async () => {
    const { desk, follow } = setUp();
    await follow(active());
    expect(desk.sounds).toEqual([]);
  });
});

describe('a far side that lost its connection', () => {
  it('is told by a gentle tone, once each time', async () => {
    const { desk, clock, follow } = setUp();
    await follow(active());
    await follow(active({ farSideLostAt: 1 }));
    expect(desk.sounds).toEqual(['lost']);
    await clock.advance(600);
    await follow(active({ farSideLostAt: 1, isMuted: true }));
    expect(desk.sounds).toEqual([]);
    await follow(active());
    await follow(active({ farSideLostAt: 2 }));
    expect(desk.sounds).toEqual(['lost']);
  });
});

describe('keys of the far side', () => {
  it('sound when they are pressed, not for a call that was not seen before', async () => {
    const { desk, follow } = setUp();
    await follow(active({ digits: { ours: '', theirs: '7' } }));
    await follow(active({ digits: { ours: '5', theirs: '712' } }));
    await follow(active({ digits: { ours: '5', theirs: '712' } }));
    expect(desk.digits).toBe('12');
  });
});

it('the end of the window ends every sound and every port', async () => {
  const { desk, clock, ports, sound, follow } = setUp();
  await follow(active(), alerting({ id: 'c2' }), ringing());
  sound.close();
  expect(desk.sounds).toEqual([]);
  expect(ports.every(({ isClosed }) => isClosed)).toBe(true);
  expect(clock.pending).toBe(0);
});
