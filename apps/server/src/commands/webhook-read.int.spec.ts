// needs the protocol: meta-cloud
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');
const fixtures = 'libs/protocols/src/meta-cloud/fixtures';
const built = join(root, 'apps', 'server', 'dist', 'commands', 'webhook-read.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a person's shell: nothing of the test's own Node options. */
const { NODE_OPTIONS: _options, ...shell } = process.env;

const run = (program: string, args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(program, [...args], { cwd: root, env: { ...shell, ...env }, maxBuffer: 1e9 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });

const read = (folder: string, ...args: readonly string[]): Promise<Ended> => run(process.execPath, [built, ...args], { INIT_CWD: folder });
const lines = ({ stdout }: Ended): { file: string; events: { kind: string; reason?: string; address?: string }[] }[] =>
  stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line) as { file: string; events: { kind: string }[] });

describe('webhook:read', () => {
  let folder: string;
  let asPeopleRunIt: Ended;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'webhook-read-'));
    asPeopleRunIt = await run('npm', ['run', '--silent', 'webhook:read', '--', 'meta-cloud', `${fixtures}/message-text.json`, `${fixtures}/status-failed.json`]);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('prints one line per file, in the order given, and nothing else', () => {
    expect(asPeopleRunIt).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        `{"file":"${fixtures}/message-text.json","events":[{"kind":"message","address":"200000000000001","id":"wamid.text",` +
          '"customer":"15550100001","name":"Ana","at":"2026-06-10T08:01:20Z",' +
          '"content":{"type":"text","text":"Is the shop open on Sunday? ñ 😀"}}]}',
        `{"file":"${fixtures}/status-failed.json","events":[{"kind":"status","address":"200000000000001","id":"wamid.f",` +
          '"customer":"15550100001","at":"2026-06-10T08:01:20Z","status":"failed",' +
          '"errors":[{"code":131047,"title":"Re-engagement message","details":"More than 24 hours"}]}]}',
        '',
      ].join('\n'),
    });
  });

  it('finds a file by a path relative to the caller\'s folder, or by an absolute one', async () => {
    writeFileSync(join(folder, 'a.json'), readFileSync(join(root, fixtures, 'notice-revoke.json')));
    const ended = await read(folder, 'meta-cloud', 'a.json', join(folder, 'a.json'));
    expect(lines(ended).map(({ file, events }) => [file, events[0]?.kind])).toEqual([['a.json', 'notice'], [join(folder, 'a.json'), 'notice']]);
  });

  it('says of a file that is none, or holds no webhook, why it is unreadable', async () => {
    writeFileSync(join(folder, 'empty.json'), '');
    writeFileSync(join(folder, 'cut.json'), '{"object":"whats');
    writeFileSync(join(folder, 'other.json'), '{"hello":1}');
    const ended = await read(folder, 'meta-cloud', 'missing.json', 'empty.json', 'cut.json', '.', 'other.json');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(lines(ended).map(({ events }) => events)).toEqual([
      [{ kind: 'unreadable', reason: 'no such file' }],
      [{ kind: 'unreadable', reason: 'empty' }],
      [{ kind: 'unreadable', reason: 'not JSON: ends at byte 16' }],
      [{ kind: 'unreadable', reason: 'a folder, not a file' }],
      [{ kind: 'unreadable', reason: 'not a webhook of the Cloud API: no entry with changes' }],
    ]);
  });

  it('takes many files at once', async () => {
    const files = Array.from({ length: 2_000 }, () => 'a.json');
    expect(lines(await read(folder, 'meta-cloud', ...files))).toHaveLength(2_000);
  });

  it('prints nothing where there is no file', async () => {
    expect(await read(folder, 'meta-cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['unknown', ['telegraph', 'a.json']],
    ['missing', []],
  ])('says in one line that a protocol is %s', async (_what, args) => {
    const ended = await read(folder, ...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^webhook:read: .*protocol.*meta-cloud.*\n$/);
  });
});
