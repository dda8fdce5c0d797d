import Glibc

/// What a thread sleeps on until a time has passed, or another thread wakes it.
@safe
final class Alarm: @unchecked Sendable {  // A semaphore is made for several threads.
  private let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    unsafe semaphore = .allocate(capacity: 1)
    unsafe sem_init(semaphore, 0, 0)
  }

  deinit {
    unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  /// Sleeps for so many nanoseconds, less than a second, or until it is woken.
  func sleep(nanoseconds: Int) {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    time.tv_nsec += nanoseconds
    if time.tv_nsec >= 1_000_000_000 {
      time.tv_nsec -= 1_000_000_000
      time.tv_sec += 1
    }
    while unsafe sem_timedwait(semaphore, &time) != 0 && errno == EINTR {}
  }

  func wake() { unsafe sem_post(semaphore) }
}
