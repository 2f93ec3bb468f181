import { afterAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent, Sealed } from '@tandem/domain';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashEvent, verifyChain } from '../chain.js';
import { readMasterKeys } from '../master-key.js';
import { openSqliteStore, openSqliteVault } from './index.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

const word = (event: RecordedEvent | undefined, field: string): Sealed => (event?.data as Record<string, Sealed>)[field] as Sealed;

describe('a data folder that an earlier version wrote', () => {
  it('schema 1: log and vault open, read, verify and go on', async () => {
    const folder = folders.make();
    cpSync(fileURLToPath(new URL('fixtures/schema-1', import.meta.url)), folder, { recursive: true });
    const masterKeys = readMasterKeys(readFileSync(join(folder, 'master.key'), 'utf8'), 'master.key');
    const vault = openSqliteVault({ file: join(folder, 'vault.sqlite'), masterKeys });
    const store = openSqliteStore({ file: join(folder, 'log.sqlite') });
    const one = async (stream: string) => (await store.readBackwards(stream, { limit: 1 })).events[0];

    const agent = await store.read('agent-a1');
    expect(agent.events.map(({ type }) => type)).toEqual(['AgentRegistered', 'AgentRenamed', 'KeyedHashNoted']);
    expect(agent.events[1]).toMatchObject({ id: 'agent-a1/2', data: { name: 'Ayu ☕' }, meta: { v: 1, actor: 'operator-1', means: 'cms' } });
    expect(verifyChain(agent.events)).toEqual({ kind: 'whole', version: 3, hash: hashEvent(agent.events[2] as RecordedEvent) });
    expect(agent.events[2]?.data).toEqual({ value: 'a value', hash: vault.keyedHash('a value') });

    expect(await vault.open(word(await one('conversation-a1.published.c1'), 'text'))).toBe('Halo 🙏');
    expect(await vault.open(word(await one('conversation-a1.published.c2'), 'text'))).toBeUndefined();
    const receipts = await store.read('webhooks-a1.published.w1');
    expect(receipts.events.map(({ version }) => version)).toEqual([2]);
    expect(await vault.open(word(receipts.events[0], 'body'))).toBe('{"object":"whatsapp_business_account"}');

    expect(await store.append('agent-a1', [{ id: 'next', type: 'AgentRenamed', data: {}, meta: { v: 1, at: 1 } }], 3)).toMatchObject({ version: 4, position: 8 });
    expect(verifyChain((await store.read('agent-a1')).events)).toMatchObject({ kind: 'whole', version: 4 });
    await store.close();
    await vault.close();
  });
});
