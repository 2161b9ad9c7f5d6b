export const portableVi = {
  'portable.usage':
    'Không hiểu {word}. Dùng: CAI-DAT.cmd [/Q] [/EN] [/SEAT:số chỗ] [/ROOM:phòng] [/STATE:thư mục] [/IMAGE]',
  'portable.refused': '! Cần quyền quản trị để cài: hãy chạy lại và đồng ý, hoặc nhờ quản trị viên của máy.',
  'portable.unwritable': '! Không ghi được vào {folder}.',
  'portable.unprotected':
    '! Không bảo vệ được {folder}: khóa của máy sẽ bị lộ nên không cài. Hãy kiểm tra ổ đĩa (NTFS).',
  'portable.open':
    '! {folder} đã có sẵn và người khác ghi vào được: không tin được nội dung trong đó. Hãy xóa thư mục này rồi chạy lại.',
  'portable.notEmpty':
    '! {folder} có tệp khác, nếu dùng thì không ai mở được các tệp ấy nữa. Hãy dùng thư mục riêng, ví dụ D:\\Schooldrum.',
  'portable.protected': 'Chỉ quản trị viên vào được {folder}.',
  'portable.protectedUnseen':
    '! Chưa xác nhận được quyền của {folder}: hãy xem lại, chỉ SYSTEM và Administrators được vào.',
  'portable.joined': 'Máy này đã thuộc {school}: giữ nguyên định danh.',
  'portable.noToken': '! Không thấy token.txt bên cạnh CAI-DAT.cmd: hãy chép mã kết nối vào đó rồi chạy lại.',
  'portable.copied': 'Chương trình nằm ở {folder}.',
  'portable.locked': '! Không thay được {file}: hãy khởi động lại máy rồi chạy lại.',
  'portable.task': 'Tác vụ {task} khởi động tác tử cùng Windows.',
  'portable.taskUnseen':
    '! Không thấy tác vụ {task}: tác tử chưa tự chạy cùng Windows. Hãy chạy lại; tạm thời có thể chạy: "{command}" run',
  'portable.running': 'Tác tử đang chạy.',
  'portable.notRunning': '! Chưa thấy tác tử chạy. Hãy khởi động lại máy rồi kiểm tra: "{command}" doctor',
  'portable.done': 'Xong.',
  'portable.doneUnseen': 'Đã cài, nhưng có việc chưa xác nhận được: xem các dòng có dấu !.',
  'portable.taskGone': 'Không còn tác vụ {task}.',
  'portable.taskLeft': '! Chưa xác nhận được là tác vụ {task} đã bị xóa: hãy xem trong Task Scheduler.',
  'portable.removed': 'Đã gỡ bỏ {folder}.',
  'portable.removedUnseen': '! Chưa gỡ hết: hãy khởi động lại máy rồi xóa {folder}.',
} as const;
