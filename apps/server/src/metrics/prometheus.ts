import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { verdicts } from '@tandem/domain';
import { waitingKinds, type Metrics } from './metrics.js';

/** Every metric of ours; `docs/metrics.md` is compared with this list by a test. */
export const metricsTable = [
  { name: 'tandem_calls_accepted_total', kind: 'counter', labels: ['protocol'], help: 'Webhook calls answered 200: their receipt is on disk.' },
  { name: 'tandem_calls_refused_total', kind: 'counter', labels: ['reason'], help: 'Webhook calls that were not accepted, by reason.' },
  { name: 'tandem_challenges_answered_total', kind: 'counter', labels: ['protocol'], help: 'Verification requests of a provider that were answered.' },
  { name: 'tandem_acknowledgement_seconds', kind: 'histogram', labels: ['protocol'], help: 'Time from a call to its 200, in seconds.' },
  { name: 'tandem_items_total', kind: 'counter', labels: ['verdict'], help: 'Items of webhook calls, by what became of them.' },
  { name: 'tandem_reader_lag_seconds', kind: 'gauge', labels: [], help: 'Age of the oldest call that no reader has read, in seconds; 0 = none waits.' },
  { name: 'tandem_calls_waiting', kind: 'gauge', labels: [], help: 'Accepted calls that no reader has read yet.' },
  { name: 'tandem_turns_total', kind: 'counter', labels: ['outcome'], help: 'Calls of an agent\'s runtime, by outcome.' },
  { name: 'tandem_turn_seconds', kind: 'histogram', labels: [], help: 'Time that a runtime took for a turn, in seconds.' },
  { name: 'tandem_sends_total', kind: 'counter', labels: ['outcome'], help: 'Messages sent to customers, by outcome.' },
  { name: 'tandem_timer_lateness_seconds', kind: 'histogram', labels: [], help: 'Time between a session\'s deadline and its judgement, in seconds.' },
  { name: 'tandem_spooled_receipts', kind: 'gauge', labels: [], help: 'Calls answered 200 that wait in the data folder for the database.' },
  { name: 'tandem_spool_bytes', kind: 'gauge', labels: [], help: 'What the spool holds, set aside or waiting, in bytes.' },
  { name: 'tandem_spool_oldest_seconds', kind: 'gauge', labels: [], help: 'How long the oldest call in the spool has waited, in seconds; 0 = none waits.' },
  { name: 'tandem_set_aside', kind: 'gauge', labels: [], help: 'Calls that the database refused for good; a person must see to them.' },
  { name: 'tandem_channels_silent', kind: 'gauge', labels: [], help: 'Proven numbers that nobody has called for longer than `TANDEM_SILENCE_ALARM_HOURS`.' },
  { name: 'tandem_waiting', kind: 'gauge', labels: ['what'], help: 'What waits now: turns, sends, timers, parked items.' },
] as const;

type MetricName = (typeof metricsTable)[number]['name'];

const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const slow = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

const described = (name: MetricName) => {
  const { help, labels } = metricsTable.find((metric) => metric.name === name)!;
  return { name, help, labelNames: [...labels] };
};

/** The counters in a registry of their own, and the page that Prometheus reads. */
export interface PrometheusMetrics extends Metrics {
  readonly contentType: string;
  page(): Promise<string>;
  /** What waits in the data folder for the database; `seconds`: the age of the oldest. */
  spool(standing: { readonly receipts: number; readonly bytes: number; readonly seconds: number; readonly setAside: number }): void;
  /** So many channels are silent now. */
  silent(channels: number): void;
  /** Called before a page is made, for what is measured rather than counted; the answer ends it. */
  onPage(measure: () => Promise<void>): () => void;
}

/** `process: true` adds prom-client's own metrics of the process (memory, event loop, garbage collection). */
export const createMetrics = (options: { process?: boolean } = {}): PrometheusMetrics => {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry });
  const counter = (name: MetricName) => new Counter<string>({ ...described(name), registers });
  const histogram = (name: MetricName, buckets: number[]) => new Histogram<string>({ ...described(name), buckets, registers });
  const gauge = (name: MetricName) => new Gauge<string>({ ...described(name), registers });

  const accepted = counter('tandem_calls_accepted_total');
  const refused = counter('tandem_calls_refused_total');
  const challenges = counter('tandem_challenges_answered_total');
  const acknowledged = histogram('tandem_acknowledgement_seconds', quick);
  const items = counter('tandem_items_total');
  const lag = gauge('tandem_reader_lag_seconds');
  const callsWaiting = gauge('tandem_calls_waiting');
  const turns = counter('tandem_turns_total');
  const turnSeconds = histogram('tandem_turn_seconds', slow);
  const sends = counter('tandem_sends_total');
  const lateness = histogram('tandem_timer_lateness_seconds', slow);
  const spooled = gauge('tandem_spooled_receipts');
  const spoolBytes = gauge('tandem_spool_bytes');
  const spoolOldest = gauge('tandem_spool_oldest_seconds');
  const setAside = gauge('tandem_set_aside');
  const silent = gauge('tandem_channels_silent');
  const waiting = gauge('tandem_waiting');
  const measures = new Set<() => Promise<void>>();
  const readers = new Map<string, { readonly calls: number; readonly seconds: number }>();

  // zeros from the start, so that a rate over the first event is not lost
  for (const verdict of verdicts) items.inc({ verdict }, 0);
  for (const what of waitingKinds) waiting.set({ what }, 0);
  lag.set(0);
  callsWaiting.set(0);

  const gather = () => {
    const all = [...readers.values()];
    lag.set(all.reduce((most, reader) => Math.max(most, reader.seconds), 0));
    callsWaiting.set(all.reduce((sum, reader) => sum + reader.calls, 0));
  };

  return {
    accepted: (protocol, seconds) => {
      accepted.inc({ protocol });
      acknowledged.observe({ protocol }, seconds);
    },
    refused: (reason) => refused.inc({ reason }),
    challenged: (protocol) => challenges.inc({ protocol }),
    verdict: (verdict, count = 1) => items.inc({ verdict }, count),
    reader: (channel, behind) => void readers.set(channel, behind),
    readerGone: (channel) => void readers.delete(channel),
    turn: (outcome, seconds) => {
      turns.inc({ outcome });
      if (seconds !== undefined) turnSeconds.observe(seconds);
    },
    send: (outcome) => sends.inc({ outcome }),
    timer: (seconds) => lateness.observe(Math.max(0, seconds)),
    waiting: (what, count) => waiting.set({ what }, count),
    spool: (standing) => {
      spooled.set(standing.receipts);
      spoolBytes.set(standing.bytes);
      spoolOldest.set(standing.seconds);
      setAside.set(standing.setAside);
    },
    silent: (channels) => silent.set(channels),
    contentType: registry.contentType,
    page: async () => {
      await Promise.allSettled([...measures].map((measure) => measure())); // in trouble the page is wanted most
      gather();
      return registry.metrics();
    },
    onPage: (measure) => {
      measures.add(measure);
      return () => void measures.delete(measure);
    },
  };
};
