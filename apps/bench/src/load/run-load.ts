import { createCallMaker } from './call-maker.js';
import { openConnection, type Connection } from './connection.js';
import { createLatencies } from './latencies.js';
import type { LoadJob, LoadResult } from './load-job.js';

/** How long answers are waited for after the last call. */
const PATIENCE = 15_000;
const TICK = 1;

/** Does the job in this process. The time of a call begins when it is due, not when a connection is free for it. */
export const runLoad = async (job: LoadJob, run: string): Promise<LoadResult> => {
  const { hostname: host, port } = new URL(job.url);
  const connections = Array.from({ length: job.connections }, () => openConnection({ host, port: Number(port) }));
  const tally = createTally(createCallMaker(job, run));
  const before = process.cpuUsage();
  const began = performance.now();
  await (job.rate === undefined ? closedLoop(job, connections, tally) : openLoop({ ...job, rate: job.rate }, connections, tally));
  const seconds = (performance.now() - began) / 1_000;
  const late = performance.now() + PATIENCE;
  while (tally.open() > 0 && performance.now() < late) await tick();
  for (const connection of connections) connection.close();
  const { user, system } = process.cpuUsage(before);
  return { answers: tally.answers, seconds, latency: tally.latencies.summary(), cpu: (user + system) / 1e6 };
};

type Tally = ReturnType<typeof createTally>;

const createTally = (make: (due: number) => Buffer) => {
  const latencies = createLatencies();
  const answers: Record<number, number> = {};
  let open = 0;
  return {
    latencies,
    answers,
    open: () => open,
    /** `due`: of the clock that `performance.now` reads. */
    call: (connection: Connection, due: number, done: () => void): void => {
      open += 1;
      connection.call(make(performance.timeOrigin + due), (status) => {
        open -= 1;
        answers[status] = (answers[status] ?? 0) + 1;
        latencies.add(performance.now() - due);
        done();
      });
    },
  };
};

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, TICK));

/** Each connection calls again as soon as it is answered. */
const closedLoop = async ({ seconds, calls = Infinity }: LoadJob, connections: readonly Connection[], tally: Tally): Promise<void> => {
  const end = performance.now() + seconds * 1_000;
  let made = 0;
  const again = (connection: Connection, ended: () => void): void => {
    if (performance.now() >= end || made >= calls) return ended();
    made += 1;
    tally.call(connection, performance.now(), () => again(connection, ended));
  };
  await Promise.all(connections.map((connection) => new Promise<void>((resolve) => again(connection, resolve))));
};

/** Calls become due evenly; one that finds no free connection waits for the next that is. */
const openLoop = async ({ seconds, rate, calls = Infinity }: LoadJob & { rate: number }, connections: readonly Connection[], tally: Tally): Promise<void> => {
  const began = performance.now();
  const all = Math.min(calls, Math.floor(seconds * rate));
  const free = [...connections];
  const dueAt = (n: number): number => began + (n * 1_000) / rate;
  let made = 0;
  const start = (): void => {
    while (made < all && free.length > 0 && dueAt(made) <= performance.now()) {
      const connection = free.pop() as Connection;
      tally.call(connection, dueAt(made), () => {
        free.push(connection);
        start();
      });
      made += 1;
    }
  };
  const giveUp = dueAt(all) + PATIENCE;
  while (made < all && performance.now() < giveUp) {
    start();
    await tick();
  }
  // what found no connection until the end was refused, as far as its sender can tell
  if (made < all) tally.answers[0] = (tally.answers[0] ?? 0) + all - made;
};
