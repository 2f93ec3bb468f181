import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR } from '@tandem/domain';
import { linkFor, openOwnerLinks } from './owner-link.js';

let folder = '';
let now = 0;
let owners = 0;
const open = () => openOwnerLinks({ folder, now: () => now, hasOwner: () => owners > 0 });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-link-'));
  [now, owners] = [1_000_000, 0];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the link of the owner', () => {
  it('is the same at every start while nobody took it, and does not age while there is no owner', () => {
    const link = open().current();
    now += 30 * 24 * HOUR;
    expect(open().current()).toBe(link);
    expect([open().holds(link), open().holds(`${link.slice(0, -1)}!`), open().holds('')]).toEqual([true, false, false]);
  });

  it('that was made beside a running server is good for an hour where there is an owner', () => {
    owners = 1;
    const server = open();
    const link = open().current();
    expect(server.holds(link)).toBe(true);
    now += HOUR;
    expect([server.holds(link), open().current() === link]).toEqual([false, false]);
  });

  it('is gone once it was taken', () => {
    const link = open().current();
    open().drop();
    expect([open().holds(link), readdirSync(folder)]).toEqual([false, []]);
  });

  it('can be read by nobody else on the machine', () => {
    open().current();
    expect(statSync(join(folder, 'owner-link')).mode & 0o077).toBe(0);
  });

  it('is none where the file holds something else', () => {
    for (const text of ['', '\n', 'x\n1\n', `${'a'.repeat(43)}\nlater\n`]) {
      writeFileSync(join(folder, 'owner-link'), text);
      expect([open().holds(text.split('\n')[0] ?? ''), open().holds('')]).toEqual([false, false]);
    }
    open().current();
    expect(readFileSync(join(folder, 'owner-link'), 'utf8')).toMatch(/^[\w-]{43}\n\d+\n$/);
  });

  it('stands behind the part of an address that is sent to no server', () => {
    expect(linkFor('https://tandem.example.com', 'abc')).toBe('https://tandem.example.com/join#abc');
  });
});
