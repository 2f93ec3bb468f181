// Copies a data folder while the server runs: node docs/how-to/back-up.mjs FROM TO   (TO must not exist; needs Node 24)
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';

const [from, to] = process.argv.slice(2);
if (!from || !to || !existsSync(join(from, 'log.sqlite')) || existsSync(to)) {
  console.error('Use: node docs/how-to/back-up.mjs FROM TO   (FROM: a data folder; TO: a folder that does not exist yet)');
  process.exit(1);
}
mkdirSync(to, { recursive: true, mode: 0o700 });

async function copyDatabase(name) {
  const source = new DatabaseSync(join(from, name), { readOnly: true, timeout: 10_000 });
  await backup(source, join(to, name));
  source.close();
}

function copyFile(name) {
  mkdirSync(dirname(join(to, name)), { recursive: true });
  try {
    copyFileSync(join(from, name), join(to, name));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error; // erased while we copied
  }
}

// The log first and the vault last: a key is in the vault before the first event or file that needs it.
await copyDatabase('log.sqlite');
const media = join(from, 'media');
for (const entry of existsSync(media) ? readdirSync(media, { recursive: true, withFileTypes: true }) : []) {
  if (entry.isFile()) copyFile(relative(from, join(entry.parentPath, entry.name)));
}
await copyDatabase('vault.sqlite');
for (const name of ['writer', 'master.key']) copyFile(name);
console.log(`Copied to ${to}.`);
