import { vaultContract } from '@tandem/domain/testing';
import { openMemoryVault } from './index.js';

vaultContract('memory', async () => openMemoryVault());
