#ifndef CMPI_SESSIONS_H
#define CMPI_SESSIONS_H

#if CMPI_HAS_MPI_4_0
#define CMPI_SESSION(call) return call;
#else
typedef void *MPI_Session;
#define MPI_SESSION_NULL NULL
#define CMPI_SESSION(call) return CMPI_UNAVAILABLE;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-parameter"
#endif

static inline int cmpi_has_sessions(void) { return CMPI_HAS_MPI_4_0; }
#if CMPI_HAS_MPI_4_0
static inline int cmpi_max_stringtag_len(void) { return MPI_MAX_STRINGTAG_LEN; }
#else
static inline int cmpi_max_stringtag_len(void) { return 256; }
#endif

typedef struct CMPI_UNSAFE { MPI_Session raw; } cmpi_session;
CMPI_CONSTANT(cmpi_session, cmpi_session_null, MPI_SESSION_NULL)
static inline int cmpi_session_is_null(cmpi_session session) { return session.raw == MPI_SESSION_NULL; }

static inline int cmpi_session_init(MPI_Info info, MPI_Errhandler handler, MPI_Session *session) {
  CMPI_SESSION(MPI_Session_init(info, handler, session))
}
static inline int cmpi_session_finalize(MPI_Session *session) { CMPI_SESSION(MPI_Session_finalize(session)) }
static inline int cmpi_session_get_info(MPI_Session session, MPI_Info *info) {
  CMPI_SESSION(MPI_Session_get_info(session, info))
}
static inline int cmpi_session_get_num_psets(MPI_Session session, int *count) {
  CMPI_SESSION(MPI_Session_get_num_psets(session, MPI_INFO_NULL, count))
}
static inline int cmpi_session_get_nth_pset(MPI_Session session, int n, int *length, char *name) {
  CMPI_SESSION(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, n, length, name))
}
static inline int cmpi_session_get_pset_info(MPI_Session session, const char *name, MPI_Info *info) {
  CMPI_SESSION(MPI_Session_get_pset_info(session, name, info))
}
static inline int cmpi_group_from_session_pset(MPI_Session session, const char *name, MPI_Group *group) {
  CMPI_SESSION(MPI_Group_from_session_pset(session, name, group))
}
static inline int cmpi_comm_create_from_group(
    MPI_Group group, const char *tag, MPI_Info info, MPI_Errhandler handler, MPI_Comm *comm) {
  CMPI_SESSION(MPI_Comm_create_from_group(group, tag, info, handler, comm))
}
static inline int cmpi_intercomm_create_from_groups(
    MPI_Group local, int leader, MPI_Group remote, int remote_leader, const char *tag, MPI_Info info,
    MPI_Errhandler handler, MPI_Comm *comm) {
  CMPI_SESSION(MPI_Intercomm_create_from_groups(local, leader, remote, remote_leader, tag, info, handler, comm))
}
static inline int cmpi_session_return_errors(MPI_Session session) {
  CMPI_SESSION(MPI_Session_set_errhandler(session, cmpi_raw_errors_return()))
}

#if !CMPI_HAS_MPI_4_0
static inline cmpi_error_source cmpi_session_error_source(MPI_Session session) {
  return (cmpi_error_source){cmpi_session_errors, 0};
}
#pragma clang diagnostic pop
#endif
#undef CMPI_SESSION

#endif
