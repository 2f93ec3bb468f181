// npm run --silent owner:link: the one-time link that makes an owner, or lets one back in who is locked out. Works on
// the data folder, whether the server runs or not; whoever may use it has the installation anyway.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { configFromEnvironment, type Config } from '../config.js';
import { linkFor, openOwnerLinks } from '../operator/owner-link.js';

/** Where the CMS is reached, as far as the settings tell. */
const addressOf = ({ publicUrl, host, port }: Config): string => {
  if (publicUrl !== undefined) return publicUrl;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return port === 0 ? 'http://<address of the server>' : `http://${name}:${port}`;
};

const fail = (...lines: readonly string[]): number => {
  process.stderr.write(lines.map((line) => `owner:link: ${line}\n`).join(''));
  return 1;
};

const main = (): number => {
  const result = configFromEnvironment();
  if (result.kind === 'problems') return fail(...result.problems);
  const { config } = result;
  const folder = resolve(config.data);
  if (config.eventStore === 'memory') {
    return fail(
      'a server that keeps nothing has no data folder; its start prints the link.',
    );
  }
  if (!existsSync(join(folder, 'writer')) || !statSync(folder).isDirectory()) {
    return fail(
      `there is no installation in ${folder} yet; start the server once, it prints the link (see TANDEM_DATA).`,
    );
  }
  // who asks may be locked out: a link older than an hour would not let him in
  const links = openOwnerLinks({ folder, now: () => Date.now(), hasOwner: () => true });
  process.stdout.write(`${linkFor(addressOf(config), links.current())}\n`);
  return 0;
};

process.exitCode = main();
