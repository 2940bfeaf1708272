import { beforeEach, describe, expect, test } from 'vitest';
import { readAuthParameters } from '../../../../../../src-main/dialog-package/digest/auth-parameters.ts';
import {
  digestResponse,
  hashKey,
  type DigestAlgorithm,
} from '../../../../../../src-main/dialog-package/digest/digest-response.ts';
import { Nonces } from '../../../../../../src-main/dialog-package/notifier/trust/nonces.ts';
import {
  Trust,
  type Judgement,
  type TrustConfig,
} from '../../../../../../src-main/dialog-package/notifier/trust/trust.ts';
import { TrustedAddresses } from '../../../../../../src-main/dialog-package/notifier/trust/trusted-addresses.ts';
import type { SipSource } from '../../../../../../src-main/dialog-package/sip/sip-endpoint.ts';
import type { SipRequest } from '../../../../../../src-main/dialog-package/sip/sip-message.ts';
import { FakeClock } from '../../../../../support/fake-clock.ts';

const desk: SipSource = {
  transport: 'udp',
  address: '10.0.0.7',
  port: 5060,
  local: { address: '10.0.0.1', port: 5060 },
};
const key = { name: 'desk', password: 'of oak' };
const uri = 'sip:alice@10.0.0.1';

let clock: FakeClock;
let tokens: number;
let nonces: Nonces;

function trustOf(config: Partial<TrustConfig>): Trust {
  const nobody: TrustConfig = {
    trustedAddresses: [],
    trustedCertificates: [],
    trustedKeys: [],
    offeredDigests: ['SHA-256', 'MD5'],
  };
  return new Trust({ ...nobody, ...config }, nonces, 'secret');
}

function subscribe(authorization?: string): SipRequest {
  const headers = authorization === undefined ? [] : [{ name: 'Authorization', value: authorization }];
  return { kind: 'request', method: 'SUBSCRIBE', uri, headers, body: '' };
}

function challenges(judgement: Judgement): ReadonlyMap<string, string>[] {
  if (judgement.kind !== 'challenged') throw new Error(judgement.kind);
  return judgement.challenges.map(({ value }) => readAuthParameters(value)!.parameters);
}

interface Said {
  algorithm?: DigestAlgorithm;
  nonce: string;
  nc?: string;
  name?: string;
  password?: string;
  method?: string;
}

function credentials(said: Said): string {
  const { algorithm = 'SHA-256', nonce, nc = '00000001', name = key.name, password = key.password } = said;
  const { method = 'SUBSCRIBE' } = said;
  const hash = hashKey(algorithm, { name, password }, 'byway');
  const response = digestResponse(algorithm, hash, { method, uri, nonce, nc, cnonce: 'c' });
  return `Digest username="${name}", realm="byway", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=${algorithm}, qop=auth, nc=${nc}, cnonce="c"`;
}

beforeEach(() => {
  clock = new FakeClock();
  tokens = 0;
  nonces = new Nonces(clock, { token: () => `token-of-twenty-two-${++tokens}`, fraction: () => 0 });
});

describe('G8: trusted addresses', () => {
  test('are single ones and networks, of both families', () => {
    const list = new TrustedAddresses(['127.0.0.1', ' 192.168.1.0/24 ', '::1', '2001:db8::/32', 'fe80::1%eth0']);
    for (const address of ['127.0.0.1', '192.168.1.254', '0:0:0:0:0:0:0:1', '2001:db8:1::9', 'fe80::1%wlan0'])
      expect([address, list.has(address)]).toEqual([address, true]);
    for (const address of ['127.0.0.2', '192.168.2.1', '::2', '2001:db9::1', 'localhost', '', '127.0.0.1.example'])
      expect([address, list.has(address)]).toEqual([address, false]);
  });

  test('trust nobody where they are none', () => {
    const list = new TrustedAddresses(['', 'example.com', '10.0.0.0/33', '10.0.0.0/', '/8', '::/129', '10.0.0/8', '*']);
    for (const address of ['10.0.0.1', '0.0.0.0', '::', '::1']) expect(list.has(address)).toBe(false);
  });
});

describe('G8: who is trusted', () => {
  test('is trusted by address, by certificate or by key', () => {
    const judgeOf = (config: Partial<TrustConfig>, source: SipSource): string =>
      trustOf(config).judge(subscribe(), source).kind;
    expect(judgeOf({ trustedAddresses: ['10.0.0.0/24'] }, desk)).toBe('trusted');
    expect(judgeOf({ trustedAddresses: ['10.0.1.0/24'] }, desk)).toBe('refused');
    expect(judgeOf({ trustedCertificates: ['ab'] }, { ...desk, transport: 'tls', certificate: 'ab' })).toBe('trusted');
    expect(judgeOf({ trustedCertificates: ['ab'] }, { ...desk, transport: 'tls', certificate: 'cd' })).toBe('refused');
    expect(judgeOf({}, { ...desk, transport: 'tls' })).toBe('refused');
    expect(judgeOf({ trustedKeys: [key] }, desk)).toBe('challenged');
  });

  test.each(['SHA-256', 'MD5'] as const)('proves a key with %s', (algorithm) => {
    const trust = trustOf({ trustedKeys: [key] });
    const offered = challenges(trust.judge(subscribe(), desk));
    expect(offered.map((challenge) => challenge.get('algorithm'))).toEqual(['SHA-256', 'MD5']);
    const nonce = offered[0]!.get('nonce')!;
    expect(trust.judge(subscribe(credentials({ algorithm, nonce })), desk)).toEqual({
      kind: 'trusted',
      proof: { source: desk, key },
    });
  });

  test('is asked for with MD5 alone where old phones want that, and proved with the better one all the same', () => {
    const trust = trustOf({ trustedKeys: [key], offeredDigests: ['MD5'] });
    const offered = challenges(trust.judge(subscribe(), desk));
    expect(offered.map((challenge) => challenge.get('algorithm'))).toEqual(['MD5']);
    const nonce = offered[0]!.get('nonce')!;
    expect(trust.judge(subscribe(credentials({ algorithm: 'SHA-256', nonce })), desk).kind).toBe('trusted');
  });

  test('is refused with a wrong password, name or method, and without qop', () => {
    const trust = trustOf({ trustedKeys: [key] });
    const nonce = challenges(trust.judge(subscribe(), desk))[0]!.get('nonce')!;
    const wrong = [
      credentials({ nonce, password: 'of ash' }),
      credentials({ nonce, name: 'nobody' }),
      credentials({ nonce, name: '__proto__' }),
      credentials({ nonce, name: '', password: 'secret' }),
      credentials({ nonce, method: 'OPTIONS' }),
      credentials({ nonce }).replace('qop=auth', 'qop=auth-int'),
      credentials({ nonce }).replace('algorithm=SHA-256', 'algorithm=SHA-512-256'),
      credentials({ nonce }).replace(/response="\w/u, 'response="'),
      credentials({ nonce }).replace(/response="\w+"/u, 'response=""'),
    ];
    for (const value of wrong) expect([value, trust.judge(subscribe(value), desk).kind]).toEqual([value, 'refused']);
    expect(trust.judge(subscribe(credentials({ nonce })), desk).kind).toBe('trusted');
  });

  test('uses each count of a nonce once', () => {
    const trust = trustOf({ trustedKeys: [key] });
    const nonce = challenges(trust.judge(subscribe(), desk))[0]!.get('nonce')!;
    const kinds = ['00000001', '00000001', '00000003', '00000002', '0000000a'].map(
      (nc) => trust.judge(subscribe(credentials({ nonce, nc })), desk).kind,
    );
    expect(kinds).toEqual(['trusted', 'challenged', 'trusted', 'challenged', 'trusted']);
  });

  test('is told of a nonce that is too old, or of an earlier run, that it is stale', async () => {
    const trust = trustOf({ trustedKeys: [key] });
    const nonce = challenges(trust.judge(subscribe(), desk))[0]!.get('nonce')!;
    await clock.advance(300_000);
    for (const old of [nonce, `${clock.now().toString(36)}.made-up.${'x'.repeat(22)}`, 'dcd98b7102dd2f0e']) {
      const again = challenges(trust.judge(subscribe(credentials({ nonce: old })), desk));
      expect(again.map((challenge) => challenge.get('stale'))).toEqual(['true', 'true']);
      expect(again[0]!.get('nonce')).not.toBe(old);
    }
  });

  test('keeps no more nonces than it can bear, and forgets none that could be used again', () => {
    const trust = trustOf({ trustedKeys: [key] });
    const issued = Array.from({ length: 5001 }, () => nonces.issue());
    for (const nonce of issued) trust.judge(subscribe(credentials({ nonce })), desk);
    expect(trust.judge(subscribe(credentials({ nonce: issued[0]! })), desk).kind).toBe('challenged');
  });
});

describe('G8: what was trusted', () => {
  test('stays so only while a reason for it stands', () => {
    const proof = { source: desk, key };
    expect(trustOf({ trustedKeys: [key] }).stillTrusts(proof)).toBe(true);
    expect(trustOf({ trustedKeys: [{ ...key, password: 'of ash' }] }).stillTrusts(proof)).toBe(false);
    expect(trustOf({ trustedAddresses: ['10.0.0.7'] }).stillTrusts(proof)).toBe(true);
    expect(trustOf({}).stillTrusts(proof)).toBe(false);
    expect(trustOf({ trustedKeys: [key] }).stillTrusts({ source: desk })).toBe(false);
  });

  test('is told elsewhere only where that is trusted too, or a key was proved', () => {
    const trust = trustOf({ trustedAddresses: ['10.0.0.0/24'], trustedCertificates: ['ab'] });
    expect(
      ['10.0.0.7', '10.0.0.8', '10.9.9.9', 'victim.example'].map((host) => trust.allowsTarget(host, { source: desk })),
    ).toEqual([true, true, false, false]);
    expect(trust.allowsTarget('desk.example', { source: desk, key })).toBe(true);
    expect(trust.allowsTarget('desk.example', { source: { ...desk, certificate: 'ab' } })).toBe(true);
  });
});
