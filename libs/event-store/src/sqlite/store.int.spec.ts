import { afterAll } from '@jest/globals';
import { eventStoreContract } from '@tandem/domain/testing';
import { join } from 'node:path';
import { openSqliteStore } from './index.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

eventStoreContract('sqlite', async (clock) => openSqliteStore({ file: join(folders.make(), 'log.sqlite'), clock }));
