/** Copies of the installation, its certificate authority and its addresses. */
export const brokerKeepingVi = {
  'error.SD-AUTHORITY-NOT-CHANGING': 'Hiện không có đợt đổi chứng thư gốc nào.',
  'error.SD-AUTHORITY-NOT-CHANGING.do': 'Bắt đầu bằng: schooldrum-broker authority begin.',
  'error.SD-AUTHORITY-NOT-READY':
    '{waiting} trong {holders} máy và người dùng chưa nhận chứng thư mới; kết thúc bây giờ sẽ chặn họ.',
  'error.SD-AUTHORITY-NOT-READY.do':
    'Xem danh sách: schooldrum-broker authority status; đợi họ kết nối, hoặc thêm --force.',
  'error.SD-BACKUP-INVALID': '{path} không phải bản sao lưu của Schooldrum ({reason}).',
  'error.SD-BACKUP-INVALID.do': 'Hãy chỉ đúng thư mục mà schooldrum-broker backup đã tạo.',
  'error.SD-BACKUP-DAMAGED': 'Bản sao lưu {path} bị hỏng: {file}.',
  'error.SD-BACKUP-DAMAGED.do': 'Hãy dùng một bản sao lưu khác; không có gì bị thay đổi.',
  'error.SD-BACKUP-NEWER': 'Bản sao lưu {path} do phiên bản mới hơn tạo ({version}).',
  'error.SD-BACKUP-NEWER.do': 'Hãy cài phiên bản đó rồi khôi phục lại.',
  'error.SD-FOLDER-NOT-EMPTY': '{path} đã có sẵn.',
  'error.SD-FOLDER-NOT-EMPTY.do': 'Hãy nêu một thư mục chưa có.',
  'broker.cli.token.seats': 'số chỗ của phòng, để biết còn thiếu máy nào',
  'broker.cli.token.qr': 'hiện thêm mã QR trên màn hình',
  'broker.cli.token.sheet': 'ghi thêm phiếu hai trang A4 (PDF) cho người cài đặt và hiệu trưởng',
  'broker.said.no-qr': 'Mã kết nối quá dài để hiện thành mã QR.',
  'broker.said.sheet': 'Đã ghi phiếu vào {path}; phiếu chứa mã kết nối.',
  'broker.column.uses': 'Đã dùng',
  'broker.cli.backup': 'sao lưu hệ thống, kể cả khi đang chạy',
  'broker.cli.backup.output': 'thư mục mới sẽ tạo; trong đó có khóa của chứng thư gốc',
  'broker.cli.backup.authority': 'chỉ chứng thư gốc và thiết lập, không có cơ sở dữ liệu',
  'broker.cli.restore': 'dựng lại thư mục dữ liệu từ một bản sao lưu',
  'broker.cli.restore.data': 'thư mục dữ liệu sẽ tạo; chưa có hoặc còn trống',
  'broker.cli.authority': 'chứng thư gốc của hệ thống',
  'broker.cli.authority.status': 'xem chứng thư gốc và tiến độ đổi',
  'broker.cli.authority.begin': 'bắt đầu đổi: cả hai chứng thư gốc đều được tin',
  'broker.cli.authority.finish': 'kết thúc đổi: chứng thư gốc cũ hết hiệu lực',
  'broker.cli.authority.cancel': 'bỏ chứng thư gốc mới; kết thúc bằng finish',
  'broker.cli.authority.force': 'kết thúc dù còn máy chưa nhận chứng thư mới',
  'broker.cli.addresses': 'nơi các máy tìm máy chủ này',
  'broker.cli.addresses.show': 'xem địa chỉ và số máy chưa nhận địa chỉ mới',
  'broker.cli.addresses.set':
    'báo cho mọi máy địa chỉ mới; địa chỉ cũ được giữ đến khi địa chỉ mới dùng được',
  'broker.cli.addresses.format': 'địa chỉ: TÊN[:CỔNG-MQTT[:CỔNG-HTTPS]]; IPv6 đặt trong [ ]',
  'broker.said.backed-up': 'Đã sao lưu vào {path} ({size} MB); hãy cất giữ như chìa khóa.',
  'broker.said.restored':
    'Đã khôi phục vào {path} từ bản sao lưu ngày {date}. Tiếp theo: schooldrum-broker serve --data {path}',
  'broker.said.restored-authority':
    'Đã khôi phục chứng thư gốc vào {path} từ bản sao lưu ngày {date}. Tiếp theo: schooldrum-broker init --data {path}',
  'broker.said.addresses':
    'Đã báo địa chỉ mới cho {count} máy; địa chỉ cũ được giữ đến khi địa chỉ mới dùng được.',
  'broker.said.address': 'Địa chỉ: {addresses}',
  'broker.said.moving': 'Sắp chuyển đến: {addresses}; {count} máy chưa xác nhận.',
  'broker.said.authority-single': 'Chứng thư gốc {ca}: {holders} máy và người dùng.',
  'broker.said.authority-changing':
    'Đang đổi chứng thư gốc {ca} sang {next}: {ready} trong {holders} máy và người dùng đã sẵn sàng.',
  'broker.said.authority-cancelling':
    'Đang quay về chứng thư gốc {ca}: {ready} trong {holders} máy và người dùng đã sẵn sàng.',
  'broker.said.authority-waiting': 'Chưa sẵn sàng, {count} máy và người dùng: {who}',
  'broker.said.authority-tokens': '{count} mã kết nối sẽ hết giá trị khi kết thúc.',
  'broker.said.authority-finished':
    'Chứng thư gốc hiện nay là {ca}. {count} mã kết nối đã hết giá trị: hãy cấp mã mới.',
} as const;
