import type { Worded } from './words.js';
import type { tryItEn } from './en-try.js';

export const tryItId: Worded<typeof tryItEn> = {
  title: 'Coba langsung', text: 'Berperanlah sebagai pengguna versi draf. Setiap pesan menempuh seluruh jalan pesan yang sebenarnya; hanya penyedianya yang tidak ada.',
  phone: 'Telepon', messages: 'Pesan', empty: 'Ucapkan halo', emptyText: 'Versi draf menjawab di sini, dengan atau tanpa nomor draf.',
  message: 'Pesan', send: 'Kirim', missing: 'Tulis sesuatu dahulu.', startOver: 'Mulai lagi', startedOver: 'Telepon ini kini dipegang pengguna baru.', beside: 'Yang dicoba',
  delays: 'Manajemen Sesi', ofDraft: 'Jeda dari konfigurasi draf:', ofDefaults: 'Belum ada konfigurasi draf; ini jeda bawaannya:', shortened: 'Dalam percobaan ini jedanya singkat:',
  shorten: 'Persingkat jeda', shortenHelp: 'Mulai dari pesan berikutnya. Konfigurasi draf tidak berubah.',
  asksAt: (time) => `Bila tidak ada yang berkata apa pun, pertanyaan dikirim pukul ${time}.`, endsAt: (time) => `Bila tidak ada yang berkata apa pun, sesi berakhir pukul ${time}.`,
  noRuntime: 'Versi draf belum mempunyai runtime, jadi tidak ada yang akan menjawab.', toRuntime: 'Hubungkan satu', timeline: 'Lihat semua yang terjadi',
  turnFailed: (reason) => `Agen tidak menjawab dan dipanggil lagi: ${reason}`, turnGivenUp: (reason) => `Agen tidak menjawab: ${reason}`,
};
