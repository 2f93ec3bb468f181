import type { Routes } from '@angular/router';
import { titled } from '../titled.js';

export const conversationsRoutes: Routes = [
  { path: '', data: titled((words) => words.conversations.title), loadComponent: async () => (await import('./conversations.js')).Conversations },
  { path: ':conversation', data: titled((words) => words.conversations.timeline), loadComponent: async () => (await import('./conversation.js')).Conversation },
];
