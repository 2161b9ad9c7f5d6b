/** Incidents: causes, evidence, how sure. */
export const outagesVi = {
  'cause.machine-off': 'Máy tắt đột ngột',
  'cause.agent-stopped': 'Phần mềm trên máy ngừng báo',
  'cause.room': 'Mất điện hoặc mất mạng một phòng',
  'cause.school-power': 'Mất điện cả trường',
  'cause.lan': 'Lỗi mạng nội bộ',
  'cause.line': 'Mất kết nối đường chính',
  'cause.isp': 'Sự cố của nhà mạng',
  'cause.service': 'Hệ thống dùng chung không truy cập được',
  'cause.broker': 'Máy chủ Schooldrum không liên lạc được',
  'cause.holiday': 'Trường nghỉ',
} as const;
