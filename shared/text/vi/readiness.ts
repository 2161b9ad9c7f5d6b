/** What a room lacks for a purpose: the code of each demand. */
export const readinessVi = {
  'readiness.camera': 'camera dùng được',
  'readiness.microphone': 'micrô dùng được',
  'readiness.uplink': 'tốc độ tải lên (Mb/s)',
  'readiness.jitter': 'độ trễ dao động (ms)',
  'readiness.loss': 'tỷ lệ mất gói (%)',
  'readiness.seats': 'máy dùng được cùng lúc',
  'readiness.clock': 'máy có đồng hồ đúng',
  'readiness.disk': 'máy còn đủ dung lượng ổ đĩa',
  'readiness.internet-share': 'Internet mỗi chỗ ngồi (Mb/s)',
} as const;
