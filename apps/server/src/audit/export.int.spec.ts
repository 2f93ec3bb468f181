// needs the protocol: meta-cloud
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, channelKey, defaultSessionSettings } from '@tandem/domain';
import { openMemoryVault } from '@tandem/event-store/memory';
import { report } from '../commands/audit-verify.js';
import { startApi, type ApiTrial, type Caller } from '../testing/api-client.js';
import { by, connectMeta, saved } from '../testing/installation.js';
import { createHeadSigner } from './heads.js';
import { verifierPage } from './verifier-page.js';
import { verifyExport, type ExportMisfit, type VerifyOptions } from './verify-export.js';

const shop = channelKey('shop', 'published');

let trial: ApiTrial;
let auditor: Caller;
/** An export, and one that was made after more had happened. */
let file: readonly string[];
let later: readonly string[];
let publicKey: string;

beforeAll(async () => {
  trial = await startApi();
  auditor = await trial.join('auditor');
  const { agents, channels } = trial.server.context.procedures;
  await agents.register('shop', by(), 'Shop – "Süß"');
  await agents.register('other', by(), 'Other');
  await connectMeta({ channels }, shop);
  await changes(60, 61, 62);
  file = await exported();
  await trial.clock.advance(HOUR);
  await changes(63);
  later = await exported();
  publicKey = (await auditor.get<{ publicKey: string }>('/api/audit/key')).publicKey;
});
afterAll(() => trial.stop());

const changes = async (...delays: readonly number[]): Promise<void> => {
  for (const delayBeforeAskSeconds of delays) {
    saved(await trial.server.context.procedures.channels.saveSessionSettings(shop, { ...by(), reason: '=1+1' }, { ...defaultSessionSettings, delayBeforeAskSeconds }));
  }
};
const exported = async (path = '/api/agents/shop/history/export', who = auditor): Promise<readonly string[]> => {
  const { body, status } = await who.call<string>('GET', path);
  expect(status).toBe(200);
  return body.trimEnd().split('\n');
};
const first = async (lines: readonly string[], options: VerifyOptions = { trusted: [publicKey] }): Promise<ExportMisfit | undefined> =>
  (await verifyExport(lines, options)).misfits[0];
const isChannel = (line: string): boolean => line.includes('"stream":"channel-shop.published"');
const lineOf = (version: number): number => file.findIndex((line) => isChannel(line) && line.endsWith(`"version":${version}}`));
const without = (...places: readonly number[]) => file.filter((_line, place) => !places.includes(place));
const replaced = (place: number, change: (line: string) => string) => file.map((line, n) => (n === place ? change(line) : line));
const swapped = (one: number, other: number) => file.map((line, n) => (n === one ? file[other] ?? '' : n === other ? file[one] ?? '' : line));

describe('an export of the history', () => {
  it('is whole: every entry of the agent and of nothing else, in lines that are what was hashed', async () => {
    const verified = await verifyExport(file, { trusted: [publicKey] });
    expect(verified).toMatchObject({ misfits: [], agent: 'shop', events: 7, streams: 2, keys: [publicKey] });
    expect(file.filter((line) => line.includes('"stream"')).map((line) => (JSON.parse(line) as { stream: string }).stream)).toEqual(
      ['agent-shop', ...Array.from({ length: 6 }, () => 'channel-shop.published')],
    );
    expect(file.join('\n')).not.toMatch(/"Other"|app secret of the trial/);
  });

  it('is whole with all agents as well, however its lines end', async () => {
    const all = await exported('/api/audit/export');
    expect(await verifyExport(all.map((line) => `${line}\r\n`), { trusted: [publicKey] })).toMatchObject({ misfits: [], events: 9, streams: 3 });
  });

  it.each([2, 4, 5, 6])('shows that entry %i was changed', async (version) => {
    const changed = replaced(lineOf(version), (line) => line.replace('"v":1', '"v":2'));
    expect(await first(changed)).toMatchObject({ line: lineOf(version) + 1, stream: 'channel-shop.published', version, why: expect.stringMatching(/^(Changed|NotAsSigned)$/) });
  });

  it('names the first of several that were changed', async () => {
    const places = [2, 3, 5].map(lineOf);
    const changed = file.map((line, place) => (places.includes(place) ? line.replace('"v":1', '"v":2') : line));
    expect((await verifyExport(changed)).misfits.map(({ version }) => version)).toEqual([2, 3, 5]);
  });

  it('shows that an entry says another predecessor', async () => {
    const changed = replaced(lineOf(4), (line) => line.replace(/"prev":"./, '"prev":"!'));
    expect((await verifyExport(changed)).misfits).toMatchObject([{ why: 'Changed', version: 3 }, { why: 'Changed', version: 4 }]);
    expect(await first(replaced(lineOf(1), (line) => line.replace(/"prev":"./, '"prev":"!')))).toMatchObject({ why: 'Changed', version: 1 });
  });

  it('shows that one was removed, and which', async () => {
    expect(await first(without(lineOf(3)))).toMatchObject({ why: 'Removed', stream: 'channel-shop.published', version: 3, line: lineOf(3) + 1 });
    expect(await first(without(lineOf(1)))).toMatchObject({ why: 'Removed', version: 1 });
    expect(await first(file.filter((line) => !line.includes('"stream":"agent-shop"')))).toMatchObject({ why: 'Removed', stream: 'agent-shop', version: 1 });
  });

  it('shows that two changed places, within a stream and between two', async () => {
    expect(await first(swapped(lineOf(3), lineOf(4)))).toMatchObject({ why: 'OutOfOrder', version: 3 });
    expect(await first(swapped(1, lineOf(1)))).toBeDefined();
    expect(await first([...file.slice(0, lineOf(2)), file[1] ?? '', ...file.slice(lineOf(2))])).toMatchObject({ why: 'OutOfOrder', stream: 'agent-shop', version: 1 });
  });

  it('shows that an end was cut off', async () => {
    expect(await first(without(lineOf(6)))).toMatchObject({ why: 'CutOff', stream: 'channel-shop.published', version: 6 });
    expect(await first(file.slice(0, lineOf(5)))).toBeDefined();
    expect(await first(file.slice(0, -1))).toMatchObject({ why: 'CutOff' });
  });

  it('shows by any head that was signed later that it is not all', async () => {
    const heads = later.filter((line) => line.startsWith('{"heads"'));
    expect(await first(file, { trusted: [publicKey], others: heads })).toMatchObject({ why: 'CutOff', stream: 'channel-shop.published', version: 7 });
    expect(await first(later, { trusted: [publicKey], others: heads })).toBeUndefined();
  });

  it('shows what no signature covers', async () => {
    const cut = later.filter((line) => !line.startsWith('{"heads"') || file.includes(line));
    expect(await first(cut)).toMatchObject({ why: 'NotSigned', version: 7 });
  });

  it('shows a signature that does not fit, and one of another key', async () => {
    const heads = file.findIndex((line) => line.startsWith('{"heads"'));
    expect(await first(replaced(heads, (line) => line.replace(/"hash":"./, '"hash":"!')))).toBeDefined();
    expect((await verifyExport(replaced(heads, (line) => line.replace(/"signature":"./, '"signature":"!')))).misfits.map(({ why }) => why)).toContain('BadSignature');
    expect(await first(file, { trusted: ['another'] })).toMatchObject({ why: 'NotSigned' });
    expect((await verifyExport(file, { trusted: ['another'] })).misfits.map(({ why }) => why)).toContain('KeyNotTrusted');
    expect((await verifyExport(replaced(0, (line) => line.replace(/"publicKeys":\{[^}]*\}/, '"publicKeys":{}')))).misfits.map(({ why }) => why)).toContain('UnknownKey');
  });

  it('made anew with another key looks whole to who has noted none, and is found out by who has', async () => {
    const { store, clock } = trial.server.context;
    const forged = createHeadSigner({ store: { ...store, readBackwards: store.readBackwards }, vault: openMemoryVault(), clock });
    expect(await forged.publicKey()).not.toBe(publicKey);
    await changes(64);
    await forged.sign();
    const made = await exported();
    expect((await verifyExport(made)).misfits).toEqual([]);
    expect((await verifyExport(made, { trusted: [publicKey] })).misfits.map(({ why }) => why)).toContain('KeyNotTrusted');
  });

  it('is not made of anything else', async () => {
    expect(await first([])).toMatchObject({ why: 'NotAnExport' });
    expect(await first(['nonsense'])).toMatchObject({ why: 'NotReadable' });
    expect(await first([...file, file[1] ?? ''])).toMatchObject({ why: 'OutOfOrder' });
  });

  it('was written down before it was made', async () => {
    const { history, store } = trial.server.context;
    const events = await store.readAll({ after: 0, limit: 10_000, prefixes: ['audit-reads.'] });
    await history.waitFor(events.at(-1)?.position ?? 0);
    const { reads } = await auditor.get<{ reads: readonly object[] }>('/api/audit/reads');
    expect(reads).toContainEqual(expect.objectContaining({ what: 'export', agent: 'shop', who: { id: auditor.me?.id, name: 'Person 2' } }));
  });
});

describe('a table of the history', () => {
  it('has a row for each changed field, quotes what needs it, and ends with the signed heads', async () => {
    const rows = (await exported('/api/agents/shop/history/export?format=csv')).map((row) => row.trimEnd());
    expect(rows[0]).toBe('kind,at,agent,subject,action,actor,means,reason,revision,entry,field,old,new');
    expect(rows.some((row) => /^change,2026-[^,]+,shop,published,SessionSettingsChanged,Tandem,api,'=1\+1,\d+,[^,]+,settings.delayBeforeAskSeconds,60,61$/.test(row))).toBe(true);
    expect(rows.some((row) => row.endsWith('name,,"Shop – ""Süß"""'))).toBe(true);
    expect(rows.at(-1)).toMatch(/^signature,/);
    expect(rows.filter((row) => row.startsWith('head,')).length).toBeGreaterThanOrEqual(2);
  });
});

describe('the page that verifies', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'tandem-verifier-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is served, and needs nothing from anywhere', async () => {
    const { body, headers } = await auditor.call<string>('GET', '/api/audit/verifier.html');
    expect([headers.get('content-type'), headers.get('content-security-policy')]).toEqual(['text/html; charset=utf-8', expect.stringContaining("default-src 'none'")]);
    expect(body).toBe(verifierPage());
    expect(body).not.toMatch(/\bsrc=|\bimport\s|https?:\/\//);
  });

  it('finds the same in its own script', async () => {
    const [, script = ''] = /<script type="module">([^]*)<\/script>/.exec(verifierPage()) ?? [];
    const changed = replaced(lineOf(4), (line) => line.replace('"v":1', '"v":2'));
    const run = `${script}
      const { readFileSync } = await import('node:fs');
      for (const name of ['whole', 'changed']) console.log(sentences(await verifyExport(readFileSync(name, 'utf8').split('\\n'), { trusted: [${JSON.stringify(publicKey)}] })));`;
    await writeFile(join(folder, 'script.mjs'), run);
    await writeFile(join(folder, 'whole'), file.join('\n'));
    await writeFile(join(folder, 'changed'), changed.join('\n'));
    const { stdout } = await promisify(execFile)(process.execPath, ['script.mjs'], { cwd: folder });
    expect(stdout).toMatch(/^Whole: 7 entries of 2 configurations/);
    expect(stdout).toContain('NOT WHOLE: channel-shop.published, entry 4');
  });
});

describe('the command', () => {
  it('says whether it is whole, and names the first entry that is not', async () => {
    expect(report(await verifyExport(file, { trusted: [publicKey] }), true)).toMatch(/^WHOLE\n7 entries of 2 streams, agent shop\nnewest signature: 2026/);
    const removed = report(await verifyExport(without(lineOf(3))), false);
    expect(removed).toMatch(/^NOT WHOLE: Removed at line \d+, channel-shop.published entry 3\n/);
    expect(removed).toContain('no --key was given');
  });
});
