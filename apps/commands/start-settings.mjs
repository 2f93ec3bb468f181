import { join, resolve } from 'node:path';
import { root } from './prepare.mjs';

/**
 * The environments of both programs. What a person has set is kept. Where the Graph API is set to be elsewhere, there is no simulator
 * and no demo. Says what is wrong with the arguments, and ends the process.
 */
export function startSettings(args, env = process.env) {
  const unknown = args.find((arg) => arg !== '--demo-speed');
  if (unknown !== undefined) {
    process.stderr.write(`Tandem cannot start: ${unknown} is not known; the only argument is --demo-speed.\n`);
    process.exit(1);
  }
  const data = resolve(root, env.TANDEM_DATA?.trim() || '.tandem');
  const simulator = env.TANDEM_META_GRAPH_URL ? undefined : { SIMULATOR_DATA: env.SIMULATOR_DATA || join(data, 'simulator') };
  // fast: nobody watches for a minute until what came during a stop is read
  const fast = args.includes('--demo-speed') ? { TANDEM_DEMO_SPEED: 'yes', TANDEM_GRACE_SECONDS: env.TANDEM_GRACE_SECONDS || '2' } : {};
  return { simulator, server: { TANDEM_DATA: data, ...fast, ...(simulator ? { TANDEM_DEMO: env.TANDEM_DEMO || 'yes' } : {}) } };
}
