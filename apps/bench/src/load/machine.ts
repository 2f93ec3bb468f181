import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** What a reader must know of the machine to judge a figure; nothing that names it. */
export const machine = (): string =>
  `machine  ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}, ${cpus()[0]?.model.trim() || 'unknown processor'}, Node ${process.versions.node}`;

/** How much the machine had to do beside us, over the last minute: above the number of cores figures say little. */
export const loadNow = (): string => `load average of the last minute: ${loadavg()[0]?.toFixed(2)}`;
