/// Names and colours of FreeSurfer's parcels of Destrieux and Yeo, by scripts/colour-table.py.
///
/// As `FreeSurferColorLUT.txt` has them, of the newest FreeSurfer that has a label.
enum FreeSurferAtlases {
  /// A line begins with a label; entries are names with colours, of labels one after another.
  static let rows = """
    11100 ctx_lh_Unknown#000000 ctx_lh_G_and_S_frontomargin#17dc3c
    11102 ctx_lh_G_and_S_occipital_inf#173cb4 ctx_lh_G_and_S_paracentral#3f643c
    11104 ctx_lh_G_and_S_subcentral#3f14dc ctx_lh_G_and_S_transv_frontopol#0d00fa
    11106 ctx_lh_G_and_S_cingul-Ant#1a3c00 ctx_lh_G_and_S_cingul-Mid-Ant#1a3c4b
    11108 ctx_lh_G_and_S_cingul-Mid-Post#1a3c96 ctx_lh_G_cingul-Post-dorsal#193cfa
    11110 ctx_lh_G_cingul-Post-ventral#3c1919 ctx_lh_G_cuneus#b41414
    11112 ctx_lh_G_front_inf-Opercular#dc1464 ctx_lh_G_front_inf-Orbital#8c3c3c
    11114 ctx_lh_G_front_inf-Triangul#b4dc8c ctx_lh_G_front_middle#8c64b4 ctx_lh_G_front_sup#b4148c
    11117 ctx_lh_G_Ins_lg_and_S_cent_ins#170a0a ctx_lh_G_insular_short#e18c8c
    11119 ctx_lh_G_occipital_middle#b43cb4 ctx_lh_G_occipital_sup#14dc3c
    11121 ctx_lh_G_oc-temp_lat-fusifor#3c148c ctx_lh_G_oc-temp_med-Lingual#dcb48c
    11123 ctx_lh_G_oc-temp_med-Parahip#416414 ctx_lh_G_orbital#dc3c14
    11125 ctx_lh_G_pariet_inf-Angular#143cdc ctx_lh_G_pariet_inf-Supramar#64643c
    11127 ctx_lh_G_parietal_sup#dcb4dc ctx_lh_G_postcentral#14b48c ctx_lh_G_precentral#3c8cb4
    11130 ctx_lh_G_precuneus#19148c ctx_lh_G_rectus#143c64 ctx_lh_G_subcallosal#3cdc14
    11133 ctx_lh_G_temp_sup-G_T_transv#3c3cdc ctx_lh_G_temp_sup-Lateral#dc3cdc
    11135 ctx_lh_G_temp_sup-Plan_polar#41dc3c ctx_lh_G_temp_sup-Plan_tempo#198c14
    11137 ctx_lh_G_temporal_inf#dcdc64 ctx_lh_G_temporal_middle#b43c3c
    11139 ctx_lh_Lat_Fis-ant-Horizont#3d14dc ctx_lh_Lat_Fis-ant-Vertical#3d143c
    11141 ctx_lh_Lat_Fis-post#3d3c64 ctx_lh_Medial_wall#191919 ctx_lh_Pole_occipital#8c143c
    11144 ctx_lh_Pole_temporal#dcb414 ctx_lh_S_calcarine#3fb4b4 ctx_lh_S_central#dd140a
    11147 ctx_lh_S_cingul-Marginalis#dd1464 ctx_lh_S_circular_insula_ant#dd3c8c
    11149 ctx_lh_S_circular_insula_inf#dd14dc ctx_lh_S_circular_insula_sup#3ddcdc
    11151 ctx_lh_S_collat_transv_ant#64c8c8 ctx_lh_S_collat_transv_post#0ac8c8
    11153 ctx_lh_S_front_inf#dddc14 ctx_lh_S_front_middle#8d1464 ctx_lh_S_front_sup#3ddc64
    11156 ctx_lh_S_interm_prim-Jensen#8d3c14 ctx_lh_S_intrapariet_and_P_trans#8f14dc
    11158 ctx_lh_S_oc_middle_and_Lunatus#653cdc ctx_lh_S_oc_sup_and_transversal#15148c
    11160 ctx_lh_S_occipital_ant#3d14b4 ctx_lh_S_oc-temp_lat#dd8c14
    11162 ctx_lh_S_oc-temp_med_and_Lingual#8d64dc ctx_lh_S_orbital_lateral#dd6414
    11164 ctx_lh_S_orbital_med-olfact#b5c814 ctx_lh_S_orbital-H_Shaped#651414
    11166 ctx_lh_S_parieto_occipital#6564b4 ctx_lh_S_pericallosal#b5dc14
    11168 ctx_lh_S_postcentral#158cc8 ctx_lh_S_precentral-inf-part#1514f0
    11170 ctx_lh_S_precentral-sup-part#1514c8 ctx_lh_S_suborbital#15143c
    11172 ctx_lh_S_subparietal#653c3c ctx_lh_S_temporal_inf#15b4b4 ctx_lh_S_temporal_sup#dfdc3c
    11175 ctx_lh_S_temporal_transverse#dd3c3c
    11300 ctx_lh_high_myelin#eb3e4e
    12100 ctx_rh_Unknown#000000 ctx_rh_G_and_S_frontomargin#17dc3c
    12102 ctx_rh_G_and_S_occipital_inf#173cb4 ctx_rh_G_and_S_paracentral#3f643c
    12104 ctx_rh_G_and_S_subcentral#3f14dc ctx_rh_G_and_S_transv_frontopol#0d00fa
    12106 ctx_rh_G_and_S_cingul-Ant#1a3c00 ctx_rh_G_and_S_cingul-Mid-Ant#1a3c4b
    12108 ctx_rh_G_and_S_cingul-Mid-Post#1a3c96 ctx_rh_G_cingul-Post-dorsal#193cfa
    12110 ctx_rh_G_cingul-Post-ventral#3c1919 ctx_rh_G_cuneus#b41414
    12112 ctx_rh_G_front_inf-Opercular#dc1464 ctx_rh_G_front_inf-Orbital#8c3c3c
    12114 ctx_rh_G_front_inf-Triangul#b4dc8c ctx_rh_G_front_middle#8c64b4 ctx_rh_G_front_sup#b4148c
    12117 ctx_rh_G_Ins_lg_and_S_cent_ins#170a0a ctx_rh_G_insular_short#e18c8c
    12119 ctx_rh_G_occipital_middle#b43cb4 ctx_rh_G_occipital_sup#14dc3c
    12121 ctx_rh_G_oc-temp_lat-fusifor#3c148c ctx_rh_G_oc-temp_med-Lingual#dcb48c
    12123 ctx_rh_G_oc-temp_med-Parahip#416414 ctx_rh_G_orbital#dc3c14
    12125 ctx_rh_G_pariet_inf-Angular#143cdc ctx_rh_G_pariet_inf-Supramar#64643c
    12127 ctx_rh_G_parietal_sup#dcb4dc ctx_rh_G_postcentral#14b48c ctx_rh_G_precentral#3c8cb4
    12130 ctx_rh_G_precuneus#19148c ctx_rh_G_rectus#143c64 ctx_rh_G_subcallosal#3cdc14
    12133 ctx_rh_G_temp_sup-G_T_transv#3c3cdc ctx_rh_G_temp_sup-Lateral#dc3cdc
    12135 ctx_rh_G_temp_sup-Plan_polar#41dc3c ctx_rh_G_temp_sup-Plan_tempo#198c14
    12137 ctx_rh_G_temporal_inf#dcdc64 ctx_rh_G_temporal_middle#b43c3c
    12139 ctx_rh_Lat_Fis-ant-Horizont#3d14dc ctx_rh_Lat_Fis-ant-Vertical#3d143c
    12141 ctx_rh_Lat_Fis-post#3d3c64 ctx_rh_Medial_wall#191919 ctx_rh_Pole_occipital#8c143c
    12144 ctx_rh_Pole_temporal#dcb414 ctx_rh_S_calcarine#3fb4b4 ctx_rh_S_central#dd140a
    12147 ctx_rh_S_cingul-Marginalis#dd1464 ctx_rh_S_circular_insula_ant#dd3c8c
    12149 ctx_rh_S_circular_insula_inf#dd14dc ctx_rh_S_circular_insula_sup#3ddcdc
    12151 ctx_rh_S_collat_transv_ant#64c8c8 ctx_rh_S_collat_transv_post#0ac8c8
    12153 ctx_rh_S_front_inf#dddc14 ctx_rh_S_front_middle#8d1464 ctx_rh_S_front_sup#3ddc64
    12156 ctx_rh_S_interm_prim-Jensen#8d3c14 ctx_rh_S_intrapariet_and_P_trans#8f14dc
    12158 ctx_rh_S_oc_middle_and_Lunatus#653cdc ctx_rh_S_oc_sup_and_transversal#15148c
    12160 ctx_rh_S_occipital_ant#3d14b4 ctx_rh_S_oc-temp_lat#dd8c14
    12162 ctx_rh_S_oc-temp_med_and_Lingual#8d64dc ctx_rh_S_orbital_lateral#dd6414
    12164 ctx_rh_S_orbital_med-olfact#b5c814 ctx_rh_S_orbital-H_Shaped#651414
    12166 ctx_rh_S_parieto_occipital#6564b4 ctx_rh_S_pericallosal#b5dc14
    12168 ctx_rh_S_postcentral#158cc8 ctx_rh_S_precentral-inf-part#1514f0
    12170 ctx_rh_S_precentral-sup-part#1514c8 ctx_rh_S_suborbital#15143c
    12172 ctx_rh_S_subparietal#653c3c ctx_rh_S_temporal_inf#15b4b4 ctx_rh_S_temporal_sup#dfdc3c
    12175 ctx_rh_S_temporal_transverse#dd3c3c
    12300 ctx_rh_high_myelin#eb524e
    13100 wm_lh_Unknown#000000 wm_lh_G_and_S_frontomargin#17dc3c wm_lh_G_and_S_occipital_inf#173cb4
    13103 wm_lh_G_and_S_paracentral#3f643c wm_lh_G_and_S_subcentral#3f14dc
    13105 wm_lh_G_and_S_transv_frontopol#0d00fa wm_lh_G_and_S_cingul-Ant#1a3c00
    13107 wm_lh_G_and_S_cingul-Mid-Ant#1a3c4b wm_lh_G_and_S_cingul-Mid-Post#1a3c96
    13109 wm_lh_G_cingul-Post-dorsal#193cfa wm_lh_G_cingul-Post-ventral#3c1919
    13111 wm_lh_G_cuneus#b41414 wm_lh_G_front_inf-Opercular#dc1464 wm_lh_G_front_inf-Orbital#8c3c3c
    13114 wm_lh_G_front_inf-Triangul#b4dc8c wm_lh_G_front_middle#8c64b4 wm_lh_G_front_sup#b4148c
    13117 wm_lh_G_Ins_lg_and_S_cent_ins#170a0a wm_lh_G_insular_short#e18c8c
    13119 wm_lh_G_occipital_middle#b43cb4 wm_lh_G_occipital_sup#14dc3c
    13121 wm_lh_G_oc-temp_lat-fusifor#3c148c wm_lh_G_oc-temp_med-Lingual#dcb48c
    13123 wm_lh_G_oc-temp_med-Parahip#416414 wm_lh_G_orbital#dc3c14
    13125 wm_lh_G_pariet_inf-Angular#143cdc wm_lh_G_pariet_inf-Supramar#64643c
    13127 wm_lh_G_parietal_sup#dcb4dc wm_lh_G_postcentral#14b48c wm_lh_G_precentral#3c8cb4
    13130 wm_lh_G_precuneus#19148c wm_lh_G_rectus#143c64 wm_lh_G_subcallosal#3cdc14
    13133 wm_lh_G_temp_sup-G_T_transv#3c3cdc wm_lh_G_temp_sup-Lateral#dc3cdc
    13135 wm_lh_G_temp_sup-Plan_polar#41dc3c wm_lh_G_temp_sup-Plan_tempo#198c14
    13137 wm_lh_G_temporal_inf#dcdc64 wm_lh_G_temporal_middle#b43c3c
    13139 wm_lh_Lat_Fis-ant-Horizont#3d14dc wm_lh_Lat_Fis-ant-Vertical#3d143c
    13141 wm_lh_Lat_Fis-post#3d3c64 wm_lh_Medial_wall#191919 wm_lh_Pole_occipital#8c143c
    13144 wm_lh_Pole_temporal#dcb414 wm_lh_S_calcarine#3fb4b4 wm_lh_S_central#dd140a
    13147 wm_lh_S_cingul-Marginalis#dd1464 wm_lh_S_circular_insula_ant#dd3c8c
    13149 wm_lh_S_circular_insula_inf#dd14dc wm_lh_S_circular_insula_sup#3ddcdc
    13151 wm_lh_S_collat_transv_ant#64c8c8 wm_lh_S_collat_transv_post#0ac8c8
    13153 wm_lh_S_front_inf#dddc14 wm_lh_S_front_middle#8d1464 wm_lh_S_front_sup#3ddc64
    13156 wm_lh_S_interm_prim-Jensen#8d3c14 wm_lh_S_intrapariet_and_P_trans#8f14dc
    13158 wm_lh_S_oc_middle_and_Lunatus#653cdc wm_lh_S_oc_sup_and_transversal#15148c
    13160 wm_lh_S_occipital_ant#3d14b4 wm_lh_S_oc-temp_lat#dd8c14
    13162 wm_lh_S_oc-temp_med_and_Lingual#8d64dc wm_lh_S_orbital_lateral#dd6414
    13164 wm_lh_S_orbital_med-olfact#b5c814 wm_lh_S_orbital-H_Shaped#651414
    13166 wm_lh_S_parieto_occipital#6564b4 wm_lh_S_pericallosal#b5dc14 wm_lh_S_postcentral#158cc8
    13169 wm_lh_S_precentral-inf-part#1514f0 wm_lh_S_precentral-sup-part#1514c8
    13171 wm_lh_S_suborbital#15143c wm_lh_S_subparietal#653c3c wm_lh_S_temporal_inf#15b4b4
    13174 wm_lh_S_temporal_sup#dfdc3c wm_lh_S_temporal_transverse#dd3c3c
    14100 wm_rh_Unknown#000000 wm_rh_G_and_S_frontomargin#17dc3c wm_rh_G_and_S_occipital_inf#173cb4
    14103 wm_rh_G_and_S_paracentral#3f643c wm_rh_G_and_S_subcentral#3f14dc
    14105 wm_rh_G_and_S_transv_frontopol#0d00fa wm_rh_G_and_S_cingul-Ant#1a3c00
    14107 wm_rh_G_and_S_cingul-Mid-Ant#1a3c4b wm_rh_G_and_S_cingul-Mid-Post#1a3c96
    14109 wm_rh_G_cingul-Post-dorsal#193cfa wm_rh_G_cingul-Post-ventral#3c1919
    14111 wm_rh_G_cuneus#b41414 wm_rh_G_front_inf-Opercular#dc1464 wm_rh_G_front_inf-Orbital#8c3c3c
    14114 wm_rh_G_front_inf-Triangul#b4dc8c wm_rh_G_front_middle#8c64b4 wm_rh_G_front_sup#b4148c
    14117 wm_rh_G_Ins_lg_and_S_cent_ins#170a0a wm_rh_G_insular_short#e18c8c
    14119 wm_rh_G_occipital_middle#b43cb4 wm_rh_G_occipital_sup#14dc3c
    14121 wm_rh_G_oc-temp_lat-fusifor#3c148c wm_rh_G_oc-temp_med-Lingual#dcb48c
    14123 wm_rh_G_oc-temp_med-Parahip#416414 wm_rh_G_orbital#dc3c14
    14125 wm_rh_G_pariet_inf-Angular#143cdc wm_rh_G_pariet_inf-Supramar#64643c
    14127 wm_rh_G_parietal_sup#dcb4dc wm_rh_G_postcentral#14b48c wm_rh_G_precentral#3c8cb4
    14130 wm_rh_G_precuneus#19148c wm_rh_G_rectus#143c64 wm_rh_G_subcallosal#3cdc14
    14133 wm_rh_G_temp_sup-G_T_transv#3c3cdc wm_rh_G_temp_sup-Lateral#dc3cdc
    14135 wm_rh_G_temp_sup-Plan_polar#41dc3c wm_rh_G_temp_sup-Plan_tempo#198c14
    14137 wm_rh_G_temporal_inf#dcdc64 wm_rh_G_temporal_middle#b43c3c
    14139 wm_rh_Lat_Fis-ant-Horizont#3d14dc wm_rh_Lat_Fis-ant-Vertical#3d143c
    14141 wm_rh_Lat_Fis-post#3d3c64 wm_rh_Medial_wall#191919 wm_rh_Pole_occipital#8c143c
    14144 wm_rh_Pole_temporal#dcb414 wm_rh_S_calcarine#3fb4b4 wm_rh_S_central#dd140a
    14147 wm_rh_S_cingul-Marginalis#dd1464 wm_rh_S_circular_insula_ant#dd3c8c
    14149 wm_rh_S_circular_insula_inf#dd14dc wm_rh_S_circular_insula_sup#3ddcdc
    14151 wm_rh_S_collat_transv_ant#64c8c8 wm_rh_S_collat_transv_post#0ac8c8
    14153 wm_rh_S_front_inf#dddc14 wm_rh_S_front_middle#8d1464 wm_rh_S_front_sup#3ddc64
    14156 wm_rh_S_interm_prim-Jensen#8d3c14 wm_rh_S_intrapariet_and_P_trans#8f14dc
    14158 wm_rh_S_oc_middle_and_Lunatus#653cdc wm_rh_S_oc_sup_and_transversal#15148c
    14160 wm_rh_S_occipital_ant#3d14b4 wm_rh_S_oc-temp_lat#dd8c14
    14162 wm_rh_S_oc-temp_med_and_Lingual#8d64dc wm_rh_S_orbital_lateral#dd6414
    14164 wm_rh_S_orbital_med-olfact#b5c814 wm_rh_S_orbital-H_Shaped#651414
    14166 wm_rh_S_parieto_occipital#6564b4 wm_rh_S_pericallosal#b5dc14 wm_rh_S_postcentral#158cc8
    14169 wm_rh_S_precentral-inf-part#1514f0 wm_rh_S_precentral-sup-part#1514c8
    14171 wm_rh_S_suborbital#15143c wm_rh_S_subparietal#653c3c wm_rh_S_temporal_inf#15b4b4
    14174 wm_rh_S_temporal_sup#dfdc3c wm_rh_S_temporal_transverse#dd3c3c
    15000 yeo7_lh_Unknown#000000 yeo7_lh_Net_1#781286 yeo7_lh_Net_2#4682b4 yeo7_lh_Net_3#00760e
    15004 yeo7_lh_Net_4#c43afa yeo7_lh_Net_5#dcf8a4 yeo7_lh_Net_6#e69422 yeo7_lh_Net_7#cd3e4e
    15010 yeo7_rh_Net_Unknown#000000 yeo7_rh_Net_1#781286 yeo7_rh_Net_2#4682b4 yeo7_rh_Net_3#00760e
    15014 yeo7_rh_Net_4#c43afa yeo7_rh_Net_5#dcf8a4 yeo7_rh_Net_6#e69422 yeo7_rh_Net_7#cd3e4e
    15100 yeo17_lh_Net_Unknown#000000 yeo17_lh_Net_1#781286 yeo17_lh_Net_2#ff0000
    15103 yeo17_lh_Net_3#4682b4 yeo17_lh_Net_4#2acca4 yeo17_lh_Net_5#4a9b3c yeo17_lh_Net_6#00760e
    15107 yeo17_lh_Net_7#c43afa yeo17_lh_Net_8#ff98d5 yeo17_lh_Net_9#dcf8a4 yeo17_lh_Net_10#7a8732
    15111 yeo17_lh_Net_11#778cb0 yeo17_lh_Net_12#e69422 yeo17_lh_Net_13#87324a
    15114 yeo17_lh_Net_14#0c30ff yeo17_lh_Net_15#000082 yeo17_lh_Net_16#ffff00
    15117 yeo17_lh_Net_17#cd3e4e
    15120 yeo17_rh_Net_Unknown#000000 yeo17_rh_Net_1#781286 yeo17_rh_Net_2#ff0000
    15123 yeo17_rh_Net_3#4682b4 yeo17_rh_Net_4#2acca4 yeo17_rh_Net_5#4a9b3c yeo17_rh_Net_6#00760e
    15127 yeo17_rh_Net_7#c43afa yeo17_rh_Net_8#ff98d5 yeo17_rh_Net_9#dcf8a4 yeo17_rh_Net_10#7a8732
    15131 yeo17_rh_Net_11#778cb0 yeo17_rh_Net_12#e69422 yeo17_rh_Net_13#87324a
    15134 yeo17_rh_Net_14#0c30ff yeo17_rh_Net_15#000082 yeo17_rh_Net_16#ffff00
    15137 yeo17_rh_Net_17#cd3e4e
    """
}
