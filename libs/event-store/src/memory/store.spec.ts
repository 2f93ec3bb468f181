import { eventStoreContract } from '@tandem/domain/testing';
import { openCrashingStore, openMemoryStore } from './index.js';

eventStoreContract('memory', async (clock) => openMemoryStore({ clock }));
eventStoreContract('memory with crashes', async (clock) => openCrashingStore({ clock, chance: () => 0.5 }));
eventStoreContract('memory with crashes and latency', async (clock) => openCrashingStore({ clock, chance: () => 0.5, latency: () => 2 }));
