import { afterAll, describe, expect, it } from '@jest/globals';
import type { EventStore, Sealed, Vault } from '@tandem/domain';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { verifyChain } from '../chain.js';
import { readMasterKeys } from '../master-key.js';
import { openSqliteStore, openSqliteVault } from './index.js';
import { filesWith } from './testing/folder-bytes.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

const phone = '6281234567890';
const text = 'Tolong kirim ke Jalan Melati 7, terima kasih';

interface Life {
  readonly folder: string;
  readonly stream: string;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly close: () => Promise<void>;
}

/** A conversation of ten messages in a data folder; every personal word of it is sealed. */
async function conversation(): Promise<Life> {
  const folder = folders.make();
  const vault = openSqliteVault({ file: join(folder, 'vault.sqlite'), masterKeys: readMasterKeys(randomBytes(32).toString('hex'), 'TEST_KEY') });
  const store = openSqliteStore({ file: join(folder, 'log.sqlite') });
  const stream = 'conversation-a1.draft.c1';
  for (let i = 0; i < 10; i++) {
    const data = { phone: await vault.seal('customer-c1', phone), text: await vault.seal('customer-c1', `${text} ${i}`), who: vault.keyedHash(phone) };
    await store.append(stream, [{ id: `event-${i}`, type: 'MessageReceived', data, meta: { v: 1, at: i } }], i);
  }
  await store.append(`alias-a1.draft.${vault.keyedHash(phone)}`, [{ id: 'alias', type: 'AliasTaken', data: { customer: 'c1' }, meta: { v: 1, at: 1 } }], 0);
  return { folder, stream, store, vault, close: async () => { await store.close(); await vault.close(); } };
}

const textOf = ({ data }: { data: object }): Sealed => (data as { text: Sealed }).text;

describe('the data folder of a conversation', () => {
  it('shows neither phone number nor text in any file, while it is open and after', async () => {
    const { folder, store, stream, vault, close } = await conversation();
    const [first] = (await store.read(stream)).events;
    expect(await vault.open(textOf(first as { data: object }))).toBe(`${text} 0`);
    const found = () => [phone, phone.slice(2), text, 'Melati'].flatMap((word) => filesWith(folder, word));
    expect(filesWith(folder, 'MessageReceived')).not.toEqual([]); // the search finds what is there
    expect(found()).toEqual([]);
    await close();
    expect(found()).toEqual([]);
  });

  it('keeps its hashes whole when the key is destroyed, and the words are gone', async () => {
    const { store, stream, vault, close } = await conversation();
    await vault.destroy('customer-c1');
    const { events, version } = await store.read(stream);
    expect(verifyChain(events)).toMatchObject({ kind: 'whole', version });
    for (const event of events) expect(await vault.open(textOf(event))).toBeUndefined();
    await close();
  });
});

describe('somebody who writes into the file of the log', () => {
  /** Changes the data of one event behind the store's back. */
  const tamper = async ({ folder, store, stream, close }: Life, version: number, change: (data: string, other: string) => string) => {
    const { events } = await store.read(stream);
    const [data, other] = [JSON.stringify(events[version - 1]?.data), JSON.stringify(events[version]?.data)];
    await close();
    const file = join(folder, 'log.sqlite');
    const db = new DatabaseSync(file);
    db.prepare('UPDATE events SET data = ? WHERE version = ? AND type = ?').run(change(data, other), version, 'MessageReceived');
    db.close();
    const again = openSqliteStore({ file });
    const found = (await again.read(stream)).events;
    await again.close();
    return verifyChain(found);
  };

  it('is found out when a sealed text was moved from one event to another', async () => {
    const verdict = await tamper(await conversation(), 4, (data, other) =>
      JSON.stringify({ ...(JSON.parse(data) as object), text: (JSON.parse(other) as { text: string }).text }));
    expect(verdict).toEqual({ kind: 'broken', version: 5, id: 'event-4', why: 'WrongPrev' });
  });

  it('is found out when a single letter was changed', async () => {
    const verdict = await tamper(await conversation(), 2, (data) => data.replace(/.(?="\})/, (letter) => (letter === 'A' ? 'B' : 'A')));
    expect(verdict).toMatchObject({ kind: 'broken', version: 3, id: 'event-2' });
  });
});
