import type { compareEn, exportEn, factsEn, historyEn, ladderEn, maskingEn, readsEn, replayEn, restoreEn, silenceEn, whatIfEn } from './en-history.js';
import type { Worded } from './words.js';

const actions: Worded<typeof historyEn.actions> = {
  AgentRegistered: 'Agen dibuat', AgentRenamed: 'Agen diganti nama', RuntimeConnected: 'Runtime disimpan', AgentPublished: 'Runtime draf diterbitkan', PolicyChanged: 'Aturan alasan diubah', AgentArchived: 'Agen diarsipkan',
  ChannelConnected: 'Nomor dihubungkan', WebhookSecretGenerated: 'Rahasia webhook dibuat', CredentialsSaved: 'Kredensial disimpan',
  WebhookSecretRegenerated: 'Rahasia webhook dibuat ulang', NewSecretSeen: 'Panggilan pertama dengan rahasia baru', WebhookSecretRetired: 'Rahasia lama berakhir',
  WebhookSecretRevoked: 'Rahasia lama dicabut', EndpointRegistered: 'Endpoint dipasang', EndpointRegistrationFailed: 'Endpoint ditolak penyedia',
  SessionSettingsChanged: 'Pengaturan sesi diubah', ProtocolChanged: 'Protokol diganti', NumberChanged: 'Nomor diganti', ChannelProven: 'Pesan nyata pertama',
  ChangeProposed: 'Perubahan diusulkan', ChangeApproved: 'Perubahan disetujui', ChangeRejected: 'Perubahan ditolak', ChangeWithdrawn: 'Perubahan ditarik kembali',
  SendingPaused: 'Pengiriman dijeda', SendingResumed: 'Pengiriman dilanjutkan', ChannelDisconnected: 'Nomor diputus', ClaimLapsed: 'Klaim atas nomor gugur',
};

export const historyId: Worded<typeof historyEn> = {
  title: 'Riwayat', text: 'Setiap perubahan agen ini dan kedua konfigurasinya: siapa, kapan, mengapa, dan apa akibatnya.', views: 'Tampilan riwayat',
  tabs: { changes: 'Perubahan', replay: 'Putar ulang', compare: 'Bandingkan', whatIf: 'Andaikan', export: 'Ekspor' },
  subjects: { published: 'Terbit', draft: 'Draf', agent: 'Agen' }, actions,
  means: { cms: 'di CMS', api: 'melalui API', restore: 'lewat pemulihan', system: 'oleh Tandem sendiri' }, tandem: 'Tandem',
  filters: 'Saringan', subject: 'Tentang', anySubject: 'Semuanya', action: 'Jenis perubahan', anyAction: 'Perubahan apa pun', field: 'Kolom', anyField: 'Kolom apa pun', actor: 'Oleh siapa', anyActor: 'Siapa pun',
  from: 'Dari', to: 'Sampai', search: 'Teks dalam nilai dan alasan', clear: 'Hapus saringan', moreFilters: 'Saringan lain',
  list: 'Daftar perubahan', count: (count) => `${count} perubahan ditampilkan`, older: 'Perubahan lebih lama', nothingVisible: 'Tidak ada kolom yang berubah',
  empty: 'Belum ada yang diubah', emptyText: 'Begitu seseorang menyimpan sesuatu di sini, perubahannya muncul dengan setiap kolom.', emptyFiltered: 'Tidak ada perubahan yang cocok dengan saringan ini',
  reason: (text) => `Alasan: ${text}`, revision: (revision) => `revisi ${revision}`,
  correlation: 'Korelasi', show: 'Tampilkan kolom', hide: 'Sembunyikan kolom', ofEntry: (action, when) => `${action}, ${when}`,
  replayHere: 'Lihat formulir seperti saat itu', link: 'Salin tautan', linkCopied: 'Tautan telah disalin.', caused: 'Akibatnya',
  fieldWord: 'Kolom', old: 'Sebelum', now: 'Sesudah', none: 'tidak diatur', emptyValue: '(kosong)', secret: (fingerprint) => `rahasia, sidik jari ${fingerprint}`, secretWithout: 'rahasia',
  notFound: 'Entri ini tidak ada dalam riwayat agen ini.', showsOne: 'Anda melihat satu perubahan.', showAll: 'Tampilkan semua perubahan',
  causedText: (revision) => `Akibat revisi ${revision}`, asks: 'Pertanyaan', ends: 'Akhir', causedNothing: 'Revisi ini tidak menyebabkan pertanyaan atau akhir.',
  causedList: 'Yang terbaru', values: { on: 'Aktif', off: 'Nonaktif', seconds: (seconds) => `${seconds} d`, secondsAs: (seconds, text) => `${seconds} d (${text})` },
};

export const factsId: Worded<typeof factsEn> = {
  status: 'Status', statuses: { connected: 'Terhubung', disconnected: 'Diputus', active: 'Aktif', archived: 'Diarsipkan', none: 'Tidak ada' },
  needsReason: 'Perubahan pada yang terbit memerlukan alasan', needsApproval: 'Perubahan konfigurasi yang terbit memerlukan orang kedua', address: 'Bagian alamat webhook', webhookSecret: 'Rahasia webhook', oldSecret: 'Rahasia webhook lama, masih sah', signingSecret: 'Rahasia penanda tangan panggilan', oldSigningSecret: 'Rahasia penanda tangan lama, masih sah',
  endpoint: 'Endpoint', endpoints: { set: 'Terpasang', 'not-set': 'Belum dipasang' }, endpointSecret: 'Rahasia dalam endpoint',
  inLanguage: (field, language) => `${field} (${language})`, inVersion: (field, version) => `${field} (runtime ${version.toLowerCase()})`,
  groups: { number: 'Nomor', credentials: 'Kredensial', webhook: 'Webhook', settings: 'Manajemen Sesi', agent: 'Agen', published: 'Runtime terbit', draft: 'Runtime draf' },
  prefixes: { number: 'Nomor', protocol: 'Protokol', credentials: 'Kredensial', settings: 'Manajemen Sesi (semua)', texts: 'Teks sesi', delays: 'Jeda', webhookSecret: 'Rahasia webhook', endpoint: 'Endpoint', name: 'Nama', runtimes: 'Runtime' },
};

export const replayId: Worded<typeof replayEn> = {
  title: 'Putar ulang', text: 'Pilih suatu saat: formulir tampil di sini persis seperti waktu itu.', slider: 'Saat', instant: 'Tanggal dan waktu', instantHelp: (zone) => `Zona waktu ${zone}`,
  before: 'Perubahan sebelumnya', after: 'Perubahan berikutnya', now: 'Sekarang', keys: 'Tombol panah melangkah dari perubahan ke perubahan.', at: (when) => `Seperti pada ${when}`, current: 'Seperti sekarang',
  none: 'Belum ada konfigurasi.', noAgent: 'Agen ini belum ada.', disconnected: 'Diputus', since: 'Lihat perubahan yang membuatnya begitu', nothingYet: 'Belum ada yang dapat diputar ulang.',
  marks: (count) => `${count} saat dengan perubahan`, invalid: 'Masukkan tanggal dan waktu.', restore: 'Pulihkan ini', restoreOf: (version) => `Pulihkan ${version.toLowerCase()} seperti waktu itu`,
  compareNow: 'Bandingkan dengan sekarang', readOnly: 'Hanya untuk dilihat: tidak ada yang dapat diubah di sini.', revision: (revision) => `Revisi ${revision}`,
};

export const compareId: Worded<typeof compareEn> = {
  title: 'Bandingkan', what: 'Bandingkan', instants: 'Satu konfigurasi pada dua saat', versions: 'Terbit di samping draf', subject: 'Konfigurasi', one: 'Saat pertama', other: 'Saat kedua', at: 'Saat',
  chooseFirst: 'Pilih saat pertama.', onlyChanged: 'Hanya yang berbeda', same: 'Tidak ada kolom yang berbeda.', different: (count) => `${count} kolom berbeda`, changed: 'berbeda',
  table: 'Perbandingan, kolom demi kolom', swap: 'Tukar', noDraft: 'Agen ini tidak memiliki nomor draf, jadi tidak ada yang dibandingkan.', noDraftGo: 'Siapkan nomor draf',
  copy: 'Salin pengaturan draf ke terbit', copyTitle: 'Salin pengaturan draf ke terbit?',
  copyText: 'Manajemen Sesi pada konfigurasi terbit menjadi seperti pada draf sekarang. Protokol, nomor, dan kredensial tetap terpisah.', copyGo: 'Salin ke terbit', copied: 'Pengaturan draf telah diterbitkan.',
};

export const restoreId: Worded<typeof restoreEn> = {
  title: (version, when) => `Pulihkan ${version.toLowerCase()} seperti pada ${when}?`, text: 'Ini menjadi perubahan baru di atas riwayat; tidak ada yang dihapus. Diperiksa seperti setiap penyimpanan.',
  loading: 'Menghitung apa yang akan berubah…', changes: 'Yang akan berubah', nothing: 'Tidak ada yang akan berubah: sekarang sudah seperti itu.', now: 'Sekarang', then: 'Setelahnya',
  lost: 'Rahasia berikut tidak dapat kembali; masukkan lagi sesudahnya:', problems: 'Tidak dapat disimpan seperti ini:', reason: 'Alasan', reasonHelp: 'Tercatat dalam riwayat di samping perubahan ini.', go: 'Pulihkan', restored: 'Telah dipulihkan.',
};

export const whatIfId: Worded<typeof whatIfEn> = {
  title: 'Andaikan', text: 'Aktivitas nyata, pengaturan sesi yang lain: apa yang akan terjadi? Tidak ada yang ditulis dan tidak ada yang menerima pesan.', version: 'Konfigurasi', period: 'Masa',
  from: 'Dari', to: 'Sampai', last: { day: '24 jam terakhir', week: '7 hari terakhir', month: '30 hari terakhir' }, settings: 'Sebagai ganti pengaturan saat itu', current: 'Dimulai dengan pengaturan yang berlaku sekarang.',
  go: 'Hitung', going: 'Menghitung…', over: (count) => `Atas ${count} percakapan`, what: 'Apa', really: 'Nyatanya', instead: 'Seandainya', difference: 'Selisih',
  asked: 'Ditanya', continued: 'Ditanya, lalu lanjut', outsideWindow: 'Pertanyaan di luar 24 jam', ended: (reason) => `Berakhir: ${reason}`, endedAll: 'Berakhir seluruhnya',
  differences: 'Sesi yang akan berjalan lain', noDifferences: 'Tidak ada sesi yang akan berjalan lain.', open: (when) => `Percakapan hening sejak ${when}`,
  outcomes: { nothing: 'tidak terjadi apa-apa', asked: 'ditanya, dan masih menunggu', continued: 'ditanya, lalu lanjut' }, at: (when) => `pada ${when}`,
  none: 'Dalam masa ini tidak ada yang menulis di nomor ini.', wrongPeriod: 'Akhir harus sesudah awal.', noNumber: 'Konfigurasi ini tidak memiliki nomor, jadi tidak ada aktivitas.', table: 'Nyatanya dan seandainya',
  assumption: 'Dianggap bahwa pengguna menulis pada saat mereka menulis, dan setiap pertanyaan sampai.',
};

export const exportId: Worded<typeof exportEn> = {
  title: 'Ekspor', text: 'Riwayat lengkap agen ini, ditutup dengan kepala bertanda tangan. Setiap ekspor juga dicatat.', jsonl: 'Ekspor sebagai JSON Lines', csv: 'Ekspor sebagai CSV',
  howTo: 'Untuk memverifikasi berkas JSON Lines, buka di halaman verifikasi, atau jalankan perintah di bawah.', verify: 'Verifikasi ekspor', csvText: 'CSV untuk tabel; hanya berkas JSON Lines yang dapat diverifikasi.',
  key: 'Kunci publik tanda tangan', keyHelp: 'Catatlah di luar instalasi ini: dengannya, berkas yang dibuat baru akan gagal.', command: 'Perintah', verifyText: 'Verifikasi menemukan entri yang dihapus, diubah, atau dipindah urutannya, dan menyebut yang pertama. Berkas dibaca di peramban ini dan tidak dikirim ke mana pun.',
  single: 'Unduh halaman ini sebagai satu berkas',
};

export const readsId: Worded<typeof readsEn> = {
  title: 'Siapa yang telah membaca', text: 'Siapa yang melihat riwayat, mengambil salinannya, atau membuka penyamaran seseorang. Membaca pun dicatat.', list: 'Daftar pembacaan', empty: 'Belum ada yang membaca apa pun', older: 'Lebih lama', reason: 'Alasan',
  what: { history: 'melihat riwayat', export: 'mengekspor riwayat', unmask: 'membuka penyamaran percakapan', 'what-if': 'bertanya “andaikan”' }, open: 'Siapa yang telah membaca', agent: 'Agen', conversation: 'Percakapan', count: (count) => `${count} ditampilkan`,
};

export const maskingId: Worded<typeof maskingEn> = {
  user: 'Pengguna tersamar', masked: 'Data pribadi disamarkan', text: 'Nama, nomor, dan pesan disembunyikan dari peran Anda. Anda dapat membuka penyamaran percakapan ini selama satu jam; alasan Anda dicatat dan dilihat para pemilik.', unmask: 'Buka penyamaran',
  title: 'Buka penyamaran percakapan ini?', reason: 'Alasan', reasonMissing: 'Sebutkan mengapa Anda perlu melihatnya.', reasonHelp: 'Misalnya nomor sebuah keluhan.', go: 'Buka selama satu jam', done: 'Penyamaran percakapan ini dibuka selama satu jam.',
};

export const silenceId: Worded<typeof silenceEn> = {
  asks: (ask, end) => `Tandem bertanya setelah hening ${ask}, dan mengakhiri sesi ${end} kemudian jika tidak ada jawaban.`,
  total: (total) => `Sesi yang tetap hening selesai setelah ${total}.`,
  ends: (end) => `Tandem mengakhiri sesi setelah hening ${end}, tanpa bertanya.`,
  closing: 'Teks penutup dikirim pada akhirnya.', noClosing: 'Tidak ada yang disampaikan pada akhirnya.', window: 'WhatsApp mengizinkan pesan bebas selama 24 jam setelah pesan terakhir pengguna.',
  tooLate: 'Itu lebih lambat daripada yang diizinkan WhatsApp.', previewOf: (language) => `Tampilan pertanyaan (${language})`,
};

export const ladderId: Worded<typeof ladderEn> = {
  title: 'Dari nol sampai berfungsi', done: (passed, all) => `${passed} dari ${all} langkah lulus`, allDone: 'Semua lulus: pesan datang dan pergi.', states: { waiting: 'Menunggu', passed: 'Lulus', failed: 'Gagal' },
  number: { title: 'Nomor terhubung', passed: 'Nomor ini milik konfigurasi ini.' },
  credentials: {
    title: 'Kredensial tersimpan', waiting: 'Masukkan kredensial di bawah dan simpan. Kredensial diperiksa pada penyedia sebelum menggantikan apa pun.', passed: 'Tersimpan.', accepted: 'Penyedia menerimanya.',
    failed: 'Penyedia menolaknya. Masukkan kredensial yang berfungsi, simpan, lalu lanjutkan pengiriman.',
  },
  scopes: { title: 'Izin token', waiting: 'Diperiksa saat Anda menyimpan kredensial.', passed: 'Token boleh mengirim pesan dan mengelola nomor.' },
  expiry: {
    title: 'Token tidak segera berakhir', waiting: 'Akhirnya dicari saat Anda menyimpan kredensial.', never: 'Token tidak berakhir.', until: (when) => `Token berakhir pada ${when}.`,
    soon: (when) => `Token berakhir pada ${when}. Masukkan yang baru sebelum itu; token pengguna sistem tidak berakhir.`, over: (when) => `Token sudah berakhir pada ${when}. Masukkan yang baru lalu simpan.`,
  },
  account: { title: 'Nomor ada di akun', waiting: 'Diperiksa saat Anda menyimpan kredensial.', passed: 'Penyedia menunjukkan nomor ini di akun ini.' },
  verified: { title: 'Alamat diverifikasi penyedia', waiting: 'Penyedia menanyai alamat saat Anda menyimpan kredensial.', passed: (when) => `Penyedia bertanya dan menerima jawabannya: ${when}.`, long: 'Nomor ini berfungsi, jadi penyedia sudah bertanya.' },
  subscribed: {
    title: 'Aplikasi mendengar akun', waiting: 'Aplikasi didaftarkan pada akun saat Anda menyimpan kredensial.', passed: 'Penyedia mengirim apa yang terjadi di akun ke aplikasi ini.',
    failed: 'Penyedia tidak mendaftarkan aplikasi pada akun. Beri pengguna token akses ke akun itu, lalu simpan lagi.',
  },
  callback: {
    waitingSubscription: 'Menyusul setelah aplikasi terdaftar pada akun.',
    title: 'Alamat dikenal penyedia', waitingSave: 'Didaftarkan saat Anda menyimpan kredensial.', waitingEndpoint: 'Tekan Set Endpoint di bawah.', waitingHandOff: 'Kirim teks serah terima di bawah kepada staf penyedia.',
    passed: 'Penyedia memiliki alamatnya.', unknown: 'Penyedia tidak memberi tahu; panggilan pertama menunjukkannya.', failed: 'Penyedia menolak alamat. Kata-katanya ada di bawah; perbaiki penyebabnya lalu coba lagi.', stale: 'Ada yang berubah sejak itu. Pasang endpoint lagi.',
  },
  challenge: { title: 'Panggilan pertama penyedia', waiting: 'Belum ada panggilan. Alamatnya harus dimasukkan pada penyedia.', waitingMessage: 'Belum ada panggilan. Pesan pertama membawanya.', passed: 'Penyedia memanggil.' },
  message: { title: 'Pesan nyata pertama', waiting: 'Tulis pesan ke nomor ini dari telepon Anda sendiri.', passed: 'Pesan nyata telah masuk: nomor ini terbukti.' },
};
