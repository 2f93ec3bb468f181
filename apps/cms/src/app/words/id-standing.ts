import type { standingEn } from './en-standing.js';
import type { Worded } from './words.js';

export const standingId: Worded<typeof standingEn> = {
  away: 'Tandem sedang tidak dapat menjangkau basis datanya, dan mencoba lagi sendiri. Tulisan pelanggan tidak ada yang hilang; sementara itu perubahan tidak dapat disimpan.',
  waiting: (count) => `${count} panggilan dari penyedia menunggunya.`,
  catchingUp: (count) => `Tandem sedang mengejar: ${count} panggilan yang datang selama basis datanya tidak terjangkau sedang diambil.`,
  setAside: (count) => `Basis data menolak ${count} panggilan dari penyedia untuk selamanya. Semuanya tetap disimpan di server; mohon beri tahu yang mengelolanya.`,
  full: 'Tidak ada lagi tempat di server untuk yang masuk. Penyedia diminta memanggil lagi nanti; mohon beri tahu yang mengelola server.',
};
