import type { channelWorkEn, holdingEn, parkedEn, passwordLinkEn, profileEn, publishEn, roleEn } from './en-work.js';
import type { Worded } from './words.js';

export const holdingId: Worded<typeof holdingEn> = {
  takeOver: 'Ambil alih', takenOver: 'Anda telah mengambil alih.', handBack: 'Serahkan kembali', handedBack: 'Agen melanjutkan.',
  held: 'Bersama petugas', heldBy: (name) => `${name} telah mengambil alih`,
  heldText: 'Agen diam dan tidak ada pertanyaan sampai seseorang menyerahkan kembali. Jika pesan pengguna tidak dijawab selama satu jam, sesi kembali dengan sendirinya.',
  message: 'Pesan untuk pengguna', messageMissing: 'Tulis sesuatu dahulu.', send: 'Kirim', sent: 'Pesan sedang dikirim.',
  erase: 'Hapus pengguna', eraseTitle: (name) => `Hapus ${name}?`, eraseText: 'Ini tidak dapat dibatalkan. Berlaku untuk nomor ini saja.',
  eraseWhat: [
    'Seketika, semua yang dikatakan pengguna, disampaikan kepadanya, atau menjadi sebutannya tidak dapat dibaca lagi: pesan, berkas, nama, dan nomor telepon.',
    'Sesi yang terbuka berakhir tanpa pesan, dan panggilan tentang pengguna ini yang menunggu petugas dibuang.',
    'Percakapan tetap di daftar sebagai pengguna tak dikenal, tanpa sepatah kata. Pesan berikutnya dimulai sebagai pengguna baru.',
    'Panggilan webhook mentah hilang bersama hari kedatangannya. Tanggalnya ditampilkan setelah ini.',
    'Yang disimpan perangkat lunak agen, penyedia, atau cadangan lama tidak tersentuh.',
  ],
  eraseGo: 'Hapus selamanya', erased: 'Pengguna telah dihapus',
  erasedText: (when) => `Tidak ada lagi yang dapat dibaca tentang pengguna itu. Panggilan webhook mentah terakhir yang mungkin menyebutnya hilang paling lambat ${when}.`,
};

export const parkedId: Worded<typeof parkedEn> = {
  title: 'Butir yang menunggu', text: 'Tidak dapat ditangani dan menunggu utuh. Setelah penyebabnya diperbaiki, tangani lagi.', list: 'Daftar butir yang menunggu',
  came: (when) => `Datang ${when}`, parkedAt: (when) => `menunggu sejak ${when}`, place: (item) => `butir ${item} dalam panggilannya`, call: 'Panggilan',
  choose: (when) => `Pilih butir dari ${when}`, replay: 'Ulangi', replayOne: (when) => `Ulangi butir dari ${when}`,
  replayChosen: (count) => `Ulangi ${count} butir`, replayAll: (count) => `Ulangi semua (${count})`,
  replayTitle: (count) => `Ulangi ${count} butir?`,
  replayText: 'Masing-masing ditangani lagi, yang terlama dahulu, seolah panggilannya baru datang: agen mungkin menjawab. Yang gagal lagi tetap menunggu.',
  dismiss: 'Buang', dismissOne: (when) => `Buang butir dari ${when}`, dismissTitle: 'Buang butir ini?',
  dismissText: 'Butir ini tidak pernah ditangani, dan tidak dapat dibaca lagi oleh siapa pun.', dismissed: 'Butir telah dibuang.',
  progress: (done, all) => `Mengulangi ${done} dari ${all}…`,
  outcome: 'Hasilnya', outcomeOf: (verdict, count) => `${verdict}: ${count}`, still: 'Tetap menunggu', gone: 'Tidak menunggu lagi',
};

export const profileId: Worded<typeof profileEn> = {
  title: 'Profil Anda', text: 'Nama, cara Anda masuk, dan kata sandi.', who: 'Nama dan email', name: 'Nama Anda', email: 'Email',
  emailNeedsPassword: 'Untuk mengganti email, masukkan kata sandi Anda.', current: 'Kata sandi saat ini', saveWho: 'Simpan profil', whoSaved: 'Profil Anda tersimpan.',
  password: 'Kata sandi', passwordText: 'Di perangkat lain Anda dikeluarkan.', fresh: 'Kata sandi baru', change: 'Ganti kata sandi', changed: 'Kata sandi Anda telah diganti.',
  wrong: 'Ini bukan kata sandi Anda.',
};

export const passwordLinkId: Worded<typeof passwordLinkEn> = {
  make: 'Tautan kata sandi', title: (name) => `Biarkan ${name} memilih kata sandi baru`,
  text: 'Anda mendapat tautan yang berlaku satu kali, selama sehari. Kirimkan sendiri kepadanya. Kata sandi lamanya tetap sah sampai yang baru dipilih.',
  create: 'Buat tautan', link: 'Tautan kata sandi', once: (when) => `Tautan ini ditampilkan satu kali dan berlaku sampai ${when}. Salin sekarang.`,
  reset: 'Pilih kata sandi baru', resetText: 'Dengan itu Anda masuk di sini, dan keluar dari semua perangkat lain.', go: 'Simpan dan masuk',
};

export const roleId: Worded<typeof roleEn> = {
  change: 'Ganti peran', title: (name) => `Peran ${name}`,
  text: 'Berlaku mulai klik berikutnya.', done: (name) => `Peran ${name} telah diganti.`,
};

export const publishId: Worded<typeof publishEn> = {
  title: 'Terbitkan draf', text: 'Pelanggan kemudian dijawab oleh perangkat lunak yang sekarang menjawab di nomor draf.', go: 'Terbitkan', nothing: 'Draf belum memiliki runtime.',
  first: 'Simpan atau buang dahulu perubahan Anda di halaman ini.', ask: 'Terbitkan runtime draf?',
  changes: (before, after) => `Terbit sampai sekarang: ${before}. Mulai pesan berikutnya: ${after}.`,
  stays: 'Draf mempertahankan runtime-nya. Nomor, kredensial, dan pengaturan sesi kedua konfigurasi tetap.', none: 'tidak ada', done: 'Runtime draf telah terbit.',
  sameKind: 'pengaturan lain dari perangkat lunak yang sama',
};

export const channelWorkId: Worded<typeof channelWorkEn> = {
  changeNumber: 'Ganti nomor', changeTitle: 'Ganti nomor ini',
  changeText: 'Sesi yang terbuka di nomor lama berakhir tanpa pesan. Alamat webhook, pengaturan, dan kredensial tetap.',
  changeNames: (label) => `Setelah itu masukkan ${label} dari nomor baru.`,
  changeGo: 'Ganti nomor', changed: 'Nomor telah diganti. Periksa kredensial berikutnya.',
  revoke: 'Cabut sekarang', revokeOf: (fingerprint) => `Cabut sekarang: ${fingerprint}`, revokeTitle: 'Cabut yang lama sekarang?',
  revokeText: (fingerprint) => `Panggilan dan pemeriksaan dengan yang lama (sidik jari ${fingerprint}) ditolak mulai sekarang. Lakukan hanya jika penyedia sudah memakai yang baru.`,
  revoked: 'Yang lama tidak sah lagi.',
};
