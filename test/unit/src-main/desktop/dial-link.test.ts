import { describe, expect, it } from 'vitest';
import { dialTextOf, linkAmong } from '../../../../src-main/desktop/dial-link.ts';
import { readShellArguments } from '../../../../src-main/desktop/shell-arguments.ts';

describe('a telephone link', () => {
  it.each([
    ['tel:+14085550100', '+14085550100'],
    ['TEL:+1-408-555-0100', '+1-408-555-0100'],
    ['tel:+1%20(408)%20555-0100', '+1 (408) 555-0100'],
    ['tel:+14085550100;ext=22', '+14085550100'],
    ['tel:*21%23', '*21#'],
    ['tel:*21#', '*21#'],
    ['callto://+14085550100', '+14085550100'],
    ['callto:+14085550100/', '+14085550100'],
    ['callto:+14085550100?call', '+14085550100'],
    ['tel:+14085550100#fragment', '+14085550100'],
    ['ripp:ada@example.com', 'ada@example.com'],
    ['ripp:+14085550100@example.com', '+14085550100@example.com'],
  ])('%s puts %s into the dial box', (link, text) => {
    expect(dialTextOf(link)).toBe(text);
  });

  it.each([
    'tel:',
    'tel:%zz',
    'tel:--',
    'tel:+1408555<script>',
    'tel:hello',
    'tel:+1%0d%0a408',
    'ripp:ada@exa mple.com',
    'ripp:ada@',
    `tel:${'1'.repeat(65)}`,
    `tel:${'%31'.repeat(400)}`,
    'https://example.com/',
    'javascript:alert(1)',
    'sip:ada@example.com',
    '+14085550100',
  ])('%s is none', (link) => {
    expect(dialTextOf(link)).toBeUndefined();
  });

  it('is found wherever it stands on a command line', () => {
    expect(linkAmong(['--flag', 'tel:+1', '--allow-file-access-from-files'])).toBe('tel:+1');
    expect(linkAmong(['--flag', 'https://example.com/?tel:+1'])).toBeUndefined();
  });
});

describe('the arguments of the shell', () => {
  it('are taken out of the command line, whose rest is the phone’s', () => {
    expect(readShellArguments(['--provider', 'example.com', '--hidden', '--action=open', 'tel:+1408'])).toEqual({
      request: { link: 'tel:+1408', action: 'open' },
      isHidden: true,
      rest: ['--provider', 'example.com'],
    });
  });

  it('are none where there are none', () => {
    expect(readShellArguments(['--action=format-the-disk'])).toEqual({
      request: {},
      isHidden: false,
      rest: ['--action=format-the-disk'],
    });
  });
});
