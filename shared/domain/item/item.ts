/** What a plan counts, buys or pays for each year. `student-pc` is the machine of the ratios; the rest are the other norms. */
export const itemCodes = [
  'student-pc',
  'office-pc',
  'department-pc',
  'teacher-pc',
  'printer',
  'scanner',
  'webcam',
  'projection',
  'access-point',
  'lab-room',
  'studio-room',
  'lab-online',
  'fibre-line',
  'provider',
  'antivirus',
  'wifi',
  'repair',
  'memory',
  'ssd',
  'system-licence',
] as const;
export type ItemCode = (typeof itemCodes)[number];

/** How a form counts it: bộ, cái, phòng, đường truyền, bản quyền, lần. */
export const itemUnits = ['set', 'piece', 'room', 'line', 'licence', 'job'] as const;
export type ItemUnit = (typeof itemUnits)[number];

export const unitOfItem: Readonly<Record<ItemCode, ItemUnit>> = {
  'student-pc': 'set',
  'office-pc': 'set',
  'department-pc': 'set',
  'teacher-pc': 'set',
  printer: 'piece',
  scanner: 'piece',
  webcam: 'piece',
  projection: 'set',
  'access-point': 'piece',
  'lab-room': 'room',
  'studio-room': 'room',
  'lab-online': 'room',
  'fibre-line': 'line',
  provider: 'line',
  antivirus: 'licence',
  wifi: 'set',
  repair: 'job',
  memory: 'piece',
  ssd: 'piece',
  'system-licence': 'licence',
};

/** What a plan does with it (cột Nhóm): Mua sắm bổ sung | Duy trì | Nâng cấp. */
export const spendingGroups = ['add', 'maintain', 'upgrade'] as const;
export type SpendingGroup = (typeof spendingGroups)[number];

/** Whom it serves (cột Phục vụ): Tin học | Dạy học trực tuyến | Quản lý, điều hành. */
export const purposes = ['informatics', 'online-teaching', 'management'] as const;
export type Purpose = (typeof purposes)[number];

/** Cột Nguồn kinh phí: NSNN | xã hội hóa | tài trợ | thuê. */
export const fundings = ['state-budget', 'social', 'donation', 'lease'] as const;
export type Funding = (typeof fundings)[number];
