// Calls on many requests. An array of handles in structs is an array of handles.
#ifndef CMPI_REQUESTS_H
#define CMPI_REQUESTS_H

static inline int cmpi_testall(int count, cmpi_request *requests, int *flag, MPI_Status *statuses) {
  return MPI_Testall(count, (MPI_Request *)requests, flag, statuses);
}
static inline int cmpi_waitany(int count, cmpi_request *requests, int *index, MPI_Status *status) {
  return MPI_Waitany(count, (MPI_Request *)requests, index, status);
}
static inline int cmpi_testany(int count, cmpi_request *requests, int *index, int *flag, MPI_Status *status) {
  return MPI_Testany(count, (MPI_Request *)requests, index, flag, status);
}
static inline int cmpi_waitsome(
  int count, cmpi_request *requests, int *done, int *indices, MPI_Status *statuses
) {
  return MPI_Waitsome(count, (MPI_Request *)requests, done, indices, statuses);
}
static inline int cmpi_testsome(
  int count, cmpi_request *requests, int *done, int *indices, MPI_Status *statuses
) {
  return MPI_Testsome(count, (MPI_Request *)requests, done, indices, statuses);
}
static inline int cmpi_startall(int count, cmpi_request *requests) {
  return MPI_Startall(count, (MPI_Request *)requests);
}

// Where MPI is older than 4.1, these ask for each request by itself.
static inline int cmpi_request_get_status_any(
  int count, const cmpi_request *requests, int *index, int *flag, MPI_Status *status
) {
#if CMPI_HAS_MPI_4_1
  return MPI_Request_get_status_any(count, (const MPI_Request *)requests, index, flag, status);
#else
  *index = MPI_UNDEFINED;
  *flag = 1;
  for (int i = 0; i < count; i++) {
    if (requests[i].raw == MPI_REQUEST_NULL) continue;
    int code = MPI_Request_get_status(requests[i].raw, flag, status);
    if (code != MPI_SUCCESS || *flag) {
      *index = i;
      return code;
    }
  }
  return MPI_SUCCESS;
#endif
}
static inline int cmpi_request_get_status_all(
  int count, const cmpi_request *requests, int *flag, MPI_Status *statuses
) {
#if CMPI_HAS_MPI_4_1
  return MPI_Request_get_status_all(count, (const MPI_Request *)requests, flag, statuses);
#else
  *flag = 1;
  for (int i = 0; i < count; i++) {
    int isComplete;
    int code = MPI_Request_get_status(requests[i].raw, &isComplete, &statuses[i]);
    if (code != MPI_SUCCESS) return code;
    *flag &= isComplete;
  }
  return MPI_SUCCESS;
#endif
}
static inline int cmpi_request_get_status_some(
  int count, const cmpi_request *requests, int *done, int *indices, MPI_Status *statuses
) {
#if CMPI_HAS_MPI_4_1
  return MPI_Request_get_status_some(count, (const MPI_Request *)requests, done, indices, statuses);
#else
  *done = MPI_UNDEFINED;
  for (int i = 0; i < count; i++) {
    int isComplete;
    if (requests[i].raw == MPI_REQUEST_NULL) continue;
    if (*done == MPI_UNDEFINED) *done = 0;
    int code = MPI_Request_get_status(requests[i].raw, &isComplete, &statuses[*done]);
    if (code != MPI_SUCCESS) return code;
    if (isComplete) indices[(*done)++] = i;
  }
  return MPI_SUCCESS;
#endif
}

// What a status says. Its first three fields are everybody's; MPI 4.1 has functions for them, too.
#if CMPI_HAS_MPI_4_1
#define CMPI_STATUS_SET(name, field) MPI_Status_set_##name(status, value)
#else
#define CMPI_STATUS_SET(name, field) (status->field = value, MPI_SUCCESS)
#endif
static inline int cmpi_status_set_source(MPI_Status *status, int value) { return CMPI_STATUS_SET(source, MPI_SOURCE); }
static inline int cmpi_status_set_tag(MPI_Status *status, int value) { return CMPI_STATUS_SET(tag, MPI_TAG); }
static inline int cmpi_status_set_error(MPI_Status *status, int value) { return CMPI_STATUS_SET(error, MPI_ERROR); }
static inline int cmpi_status_set_elements(MPI_Status *status, MPI_Datatype type, MPI_Count count) {
#if CMPI_HAS_MPI_4_1
  return MPI_Status_set_elements_c(status, type, count);
#else
  return MPI_Status_set_elements_x(status, type, count);
#endif
}

static inline int cmpi_comm_idup_with_info(MPI_Comm comm, MPI_Info info, MPI_Comm *result, MPI_Request *request) {
#if CMPI_HAS_MPI_4_0
  return MPI_Comm_idup_with_info(comm, info, result, request);
#else
  (void)comm, (void)info, (void)result, (void)request;
  return CMPI_UNAVAILABLE;
#endif
}

#endif
