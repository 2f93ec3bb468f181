// Makes a data folder as this version of the schema writes it; kept under fixtures/schema-<version>, never made again once
// that version was released: node --conditions=@tandem/source --import ./typescript-sources.mjs make-fixture.ts <folder>
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../store.js';
import { openSqliteVault } from '../vault.js';
import { readMasterKeys } from '../../master-key.js';

const folder = process.argv[2] ?? '';
const key = 'A key for tests, of 32 bytes....';
writeFileSync(join(folder, 'master.key'), `${Buffer.from(key).toString('base64')}\n`);
const vault = openSqliteVault({ file: join(folder, 'vault.sqlite'), masterKeys: readMasterKeys(Buffer.from(key).toString('hex'), 'key') });
let now = 1_700_000_000_000;
const clock = { now: () => now, monotonic: () => now, wakeAt: () => () => undefined };
const store = openSqliteStore({ file: join(folder, 'log.sqlite'), clock });

const append = async (stream: string, type: string, data: object): Promise<void> => {
  const { version } = await store.read(stream);
  now += 1_000;
  await store.append(stream, [{ id: `${stream}/${version + 1}`, type, data, meta: { v: 1, at: now, actor: 'operator-1', means: 'cms' } }], version);
};
await append('webhooks-a1.published.w1', 'ReceiptStored', { body: await vault.seal('receipts-w1-2023-11-14', 'forgotten') });
await append('agent-a1', 'AgentRegistered', { name: 'Ayu' });
await append('agent-a1', 'AgentRenamed', { name: 'Ayu ☕' });
await append('conversation-a1.published.c1', 'MessageReceived', { text: await vault.seal('customer-c1', 'Halo 🙏') });
await append('conversation-a1.published.c2', 'MessageReceived', { text: await vault.seal('customer-c2', 'erased') });
await vault.destroy('customer-c2');
await store.forget('webhooks-', now - 2_000);
await append('webhooks-a1.published.w1', 'ReceiptStored', { body: await vault.seal('receipts-w1-2023-11-15', '{"object":"whatsapp_business_account"}') });
await append('agent-a1', 'KeyedHashNoted', { value: 'a value', hash: vault.keyedHash('a value') });
await store.close();
await vault.close();
