import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sealed } from '@tandem/domain';
import { openSqliteStore } from '@tandem/event-store/sqlite';
import { createReceiptWriter } from './receipt-writer.js';

it('a thousand receipts of one channel at once share a few commits, and none meets a conflict', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-receipts-'));
  const store = openSqliteStore({ file: join(folder, 'log.sqlite') });
  const writer = createReceiptWriter({ store, writer: 'w1' });
  const append = (n: number) => writer.append('a1.published', {
    id: `r${n}`, type: 'WebhookReceived', data: { receivedAt: n, body: 'x' as Sealed, bytes: 1, provenBy: [] }, meta: { v: 1, at: n },
  });
  await Promise.all(Array.from({ length: 1_000 }, (_, n) => append(n)));
  expect(store.stats).toMatchObject({ appends: 1_000, conflicts: 0 });
  expect(store.stats.commits).toBeLessThan(20);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
