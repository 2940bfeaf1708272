import { describe, expect, test } from 'vitest';
import { readAuthParameters } from '../../../../../src-main/dialog-package/digest/auth-parameters.ts';
import { DigestClient } from '../../../../../src-main/dialog-package/digest/digest-client.ts';
import { uncountedDigestResponse, hashKey } from '../../../../../src-main/dialog-package/digest/digest-response.ts';
import type { SipResponse } from '../../../../../src-main/dialog-package/sip/sip-message.ts';

/** The example of RFC 7616, 3.9.1. */
const key = { name: 'Mufasa', password: 'Circle of Life' };
const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const random = { token: () => 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ', fraction: () => 0.5 };

function challenge(...values: readonly string[]): SipResponse {
  const headers = values.map((value) => ({ name: 'WWW-Authenticate', value }));
  return { kind: 'response', status: 401, reason: '', headers, body: '' };
}

function counted(algorithm: string, of = nonce): string {
  return `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${of}", opaque="FQhe/q"`;
}

function client(): DigestClient {
  return new DigestClient(key, random);
}

/** The parameters of the proof that a client gives. */
function proof(of: DigestClient): Record<string, string> {
  const [header] = of.prove('GET', '/dir/index.html');
  return Object.fromEntries(readAuthParameters(header?.value ?? '')?.parameters ?? []);
}

describe('who has a key', () => {
  test('proves nothing before it is asked to', () => {
    expect(client().prove('SUBSCRIBE', 'sip:a@b')).toEqual([]);
  });

  test.each([
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ])('proves it with %s as RFC 7616 has it', (algorithm, response) => {
    const digest = client();
    expect(digest.take(challenge(counted(algorithm)))).toBe(true);
    expect(proof(digest)).toMatchObject({ username: 'Mufasa', response, algorithm, nc: '00000001', opaque: 'FQhe/q' });
  });

  test('counts its proofs for one nonce', () => {
    const digest = client();
    digest.take(challenge(counted('MD5')));
    expect([proof(digest)['nc'], proof(digest)['nc']]).toEqual(['00000001', '00000002']);
  });

  test('prefers SHA-256 wherever it stands', () => {
    const digest = client();
    digest.take(challenge(counted('MD5'), counted('SHA-256')));
    expect(proof(digest)['algorithm']).toBe('SHA-256');
  });

  test('proves it to a phone that does not count', () => {
    const digest = client();
    digest.take(challenge(`Digest algorithm=MD5, realm="asterisk", nonce="${nonce}"`));
    const response = uncountedDigestResponse('MD5', hashKey('MD5', key, 'asterisk'), {
      method: 'GET',
      uri: '/dir/index.html',
      nonce,
    });
    expect(proof(digest)).toMatchObject({ response });
    expect(proof(digest)).not.toHaveProperty('nc');
  });

  test('quotes what would end a string', () => {
    const digest = new DigestClient({ name: 'a"b\\c\r\nX: y', password: 'p' }, random);
    digest.take(challenge(counted('MD5')));
    expect(digest.prove('GET', '/')[0]?.value).toContain('username="a\\"b\\\\c  X: y"');
  });

  test('answers a proxy in its own field', () => {
    const digest = client();
    const headers = [{ name: 'Proxy-Authenticate', value: counted('MD5') }];
    digest.take({ ...challenge(), status: 407, headers });
    expect(digest.prove('GET', '/')[0]?.name).toBe('Proxy-Authorization');
  });

  test('does not answer twice for one nonce, and answers for another', () => {
    const digest = client();
    expect(digest.take(challenge(counted('MD5')))).toBe(true);
    expect(digest.take(challenge(counted('MD5')))).toBe(false);
    expect(digest.take(challenge(counted('MD5', 'another')))).toBe(true);
  });

  test.each([
    ['Basic realm="r"'],
    ['Digest realm="r"'],
    ['Digest realm="r", nonce="n", algorithm=SHA-512-256'],
    ['Digest realm="r", nonce="n", qop="auth-int"'],
    ['Digest realm="r", nonce="n'],
    [''],
  ])('does not answer %s', (value) => {
    expect(client().take(challenge(value))).toBe(false);
  });

  test('has to have one', () => {
    expect(new DigestClient(undefined, random).take(challenge(counted('MD5')))).toBe(false);
  });
});
