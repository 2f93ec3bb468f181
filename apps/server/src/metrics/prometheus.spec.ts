// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMetrics, metricsTable } from './prometheus.js';

describe('the metrics page', () => {
  it('counts what it was told', async () => {
    const metrics = createMetrics();
    metrics.accepted('meta-cloud', 0.003);
    metrics.refused('BadSignature');
    metrics.verdict('handled', 3);
    metrics.verdict('duplicate');
    metrics.turn('answered', 1.2);
    metrics.send('accepted');
    metrics.timer(-5);
    metrics.waiting('turns', 2);
    const page = await metrics.page();
    for (const line of [
      'tandem_calls_accepted_total{protocol="meta-cloud"} 1',
      'tandem_acknowledgement_seconds_bucket{le="0.005",protocol="meta-cloud"} 1',
      'tandem_calls_refused_total{reason="BadSignature"} 1',
      'tandem_items_total{verdict="handled"} 3',
      'tandem_items_total{verdict="parked"} 0',
      'tandem_turns_total{outcome="answered"} 1',
      'tandem_sends_total{outcome="accepted"} 1',
      'tandem_timer_lateness_seconds_sum 0',
      'tandem_waiting{what="turns"} 2',
    ]) expect(page).toContain(line);
  });

  it('shows the reader that is furthest behind, and all that waits', async () => {
    const metrics = createMetrics();
    metrics.reader('a1.published', { calls: 2, seconds: 3 });
    metrics.reader('a1.draft', { calls: 5, seconds: 1 });
    expect(await metrics.page()).toMatch(/tandem_reader_lag_seconds 3\n[^]*tandem_calls_waiting 7\n/);
    metrics.readerGone('a1.published');
    expect(await metrics.page()).toMatch(/tandem_reader_lag_seconds 1\n[^]*tandem_calls_waiting 5\n/);
  });

  it('measures before it is shown, and is shown where that fails', async () => {
    const metrics = createMetrics();
    const end = metrics.onPage(async () => metrics.waiting('parked', 3));
    metrics.onPage(() => Promise.reject(new Error('the store is away')));
    expect(await metrics.page()).toContain('tandem_waiting{what="parked"} 3');
    end();
    metrics.waiting('parked', 0);
    expect(await metrics.page()).toContain('tandem_waiting{what="parked"} 0');
  });

  it('has exactly the metrics of the table', async () => {
    const names = [...(await createMetrics().page()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => `${name} ${kind}`);
    expect(names.toSorted()).toEqual(metricsTable.map(({ name, kind }) => `${name} ${kind}`).toSorted());
  });
});

describe('docs/metrics.md', () => {
  it('has the same rows as the code', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/metrics.md'), 'utf8');
    const rows = metricsTable.map(({ name, kind, labels, help }) => `| \`${name}\` | ${kind} | ${labels.join(', ')} | ${help} |`);
    expect(page.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
  });
});
